import { createRequire } from 'node:module';

/**
 * Everything of KafkaJS 2.2.4 that we use beyond its public API, in one place: its version is pinned for this file's sake.
 * The package has no `exports` map, so its modules can be required by path.
 */
const require = createRequire(import.meta.url);

export interface KafkaJsLogger {
  info(message: string, extra?: object): void;
  error(message: string, extra?: object): void;
  warn(message: string, extra?: object): void;
  debug(message: string, extra?: object): void;
  namespace(name: string): KafkaJsLogger;
  setLogLevel(level: number): void;
}

export interface ProtocolRequest<Response> {
  readonly request: { readonly apiKey: number; readonly apiVersion: number; readonly apiName: string; encode(): Promise<unknown> };
  readonly response: { decode(payload: Buffer): Promise<Response>; parse(decoded: Response): Promise<Response> };
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

export type RequestFactory = (params: object) => ProtocolRequest<never>;

export interface KafkaJsBroker {
  readonly nodeId: number;
  readonly connectionPool: { send<Response>(request: ProtocolRequest<Response>): Promise<Response> };
  lookupRequest(apiKey: number, definitions: RequestDefinitions): RequestFactory;
  metadata(topics?: readonly string[]): Promise<unknown>;
  disconnect(): Promise<void>;
  joinGroup(params: {
    groupId: string;
    sessionTimeout: number;
    rebalanceTimeout: number;
    memberId: string;
    groupProtocols: { name: string; metadata: Buffer }[];
  }): Promise<{ generationId: number; leaderId: string; memberId: string; members: { memberId: string; memberMetadata: Buffer }[] }>;
  syncGroup(params: {
    groupId: string;
    generationId: number;
    memberId: string;
    groupAssignment: { memberId: string; memberAssignment: Buffer }[];
  }): Promise<{ memberAssignment: Buffer }>;
  heartbeat(params: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>;
  leaveGroup(params: { groupId: string; memberId: string }): Promise<unknown>;
  offsetCommit(params: {
    groupId: string;
    groupGenerationId: number;
    memberId: string;
    topics: { topic: string; partitions: { partition: number; offset: string; metadata: string }[] }[];
  }): Promise<unknown>;
  offsetFetch(params: { groupId: string; topics: { topic: string; partitions: { partition: number }[] }[] }): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string; errorCode: number }[] }[];
  }>;
  listOffsets(params: { isolationLevel: number; topics: { topic: string; partitions: { partition: number; timestamp: string }[] }[] }): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string; errorCode: number }[] }[];
  }>;
  initProducerId(params: { transactionalId?: string; transactionTimeout: number }): Promise<{ producerId: string; producerEpoch: number }>;
}

export interface KafkaJsTopicMetadata {
  readonly topic: string;
  readonly topicErrorCode: number;
  readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number; readonly partitionErrorCode: number }[];
}

export interface KafkaJsCluster {
  targetTopics: Set<string>;
  readonly brokerPool: {
    createBroker(options: object): KafkaJsBroker;
    readonly metadata: { readonly clusterId?: string; readonly topicMetadata: readonly KafkaJsTopicMetadata[] } | null;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findBroker(params: { nodeId: string }): Promise<KafkaJsBroker>;
  findControllerBroker(): Promise<KafkaJsBroker>;
  findGroupCoordinator(params: { groupId: string }): Promise<KafkaJsBroker>;
}

export interface RequestDefinitions {
  readonly versions: readonly string[];
  protocol(params: { version: number }): RequestFactory;
}

/** KafkaJS's queue of requests on one connection; see request-queue-patch.ts. */
export interface RequestQueuePrototype {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
}

export const KafkaJsClusterClass = require('kafkajs/src/cluster') as new (options: object) => KafkaJsCluster;
export const kafkaJsRequests = (require('kafkajs/src/protocol/requests') as { requests: Record<'Produce' | 'Fetch' | 'Metadata', RequestDefinitions> }).requests;
export const RequestQueueClass = require('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueuePrototype;
export const defaultSocketFactory = require('kafkajs/src/network/socketFactory') as () => unknown;
export const createKafkaJsLogger = (require('kafkajs/src/loggers') as { createLogger(options: object): KafkaJsLogger }).createLogger;
