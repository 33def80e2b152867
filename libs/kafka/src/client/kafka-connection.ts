import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import type { ConnectionOptions } from 'node:tls';
import type { Logger } from '@fleetlane/stream';
import { createKafkaJsLogger, defaultSocketFactory, KafkaJsClusterClass, type KafkaJsCluster } from './kafkajs-internals.ts';
import { kafkaJsLogCreator, KAFKAJS_LOG_LEVEL } from './kafkajs-logging.ts';
import { patchRequestQueue } from './request-queue-patch.ts';

/** A way to a Kafka cluster, validated and with its secrets and files read. */
export interface KafkaConnectionOptions {
  /** host:port; any of them that answers tells the rest. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: ConnectionOptions | true;
  readonly sasl?: SASLOptions;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/**
 * KafkaJS retries inside many calls. Few and short retries here: whoever calls knows better what to do meanwhile, and tells.
 */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, factor: 0.2, multiplier: 2 } as const;
const METADATA_MAX_AGE_MS = 60_000;
/** Session tokens (MSK IAM, OAuth) are renewed this long before they end. */
const REAUTHENTICATION_THRESHOLD_MS = 60_000;
const AUTHENTICATION_TIMEOUT_MS = 10_000;

patchRequestQueue();

/** KafkaJS with our timeouts and logging: for the admin client. */
export function createKafka(options: KafkaConnectionOptions, logger: Logger): Kafka {
  return new kafkajs.Kafka({
    ...connection(options),
    brokers: [...options.brokers],
    retry: RETRY,
    enforceRequestTimeout: true,
    logLevel: KAFKAJS_LOG_LEVEL,
    logCreator: kafkaJsLogCreator(logger),
  });
}

/** A cluster of connections of its own, for a consumer or a producer. */
export function createCluster(options: KafkaConnectionOptions, logger: Logger): KafkaJsCluster {
  return new KafkaJsClusterClass({
    ...connection(options),
    brokers: [...options.brokers],
    logger: createKafkaJsLogger({ level: KAFKAJS_LOG_LEVEL, logCreator: kafkaJsLogCreator(logger) }),
    socketFactory: defaultSocketFactory(),
    retry: RETRY,
    enforceRequestTimeout: true,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    isolationLevel: 1,
    instrumentationEmitter: null,
    offsets: new Map(),
  });
}

function connection({ clientId, ssl, sasl, connectionTimeoutMs, requestTimeoutMs }: KafkaConnectionOptions) {
  return {
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    authenticationTimeout: AUTHENTICATION_TIMEOUT_MS,
    reauthenticationThreshold: REAUTHENTICATION_THRESHOLD_MS,
  };
}
