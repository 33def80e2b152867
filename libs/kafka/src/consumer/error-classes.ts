import { StreamError, type ErrorCode } from '@fleetlane/stream';

/** The fields by which KafkaJS errors tell what they are; `type` is Kafka's error name. */
interface KafkaErrorShape {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly cause?: unknown;
}

const UNAUTHORIZED = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/** Kafka's name of the error, found also where KafkaJS wrapped it. */
export function kafkaErrorType(error: unknown): string | undefined {
  for (let current = error as KafkaErrorShape | undefined, depth = 0; current && depth < 5; current = current.cause as KafkaErrorShape | undefined, depth++) {
    if (typeof current.type === 'string') return current.type;
    if (current.name === 'KafkaJSSASLAuthenticationError') return 'SASL_AUTHENTICATION_FAILED';
  }
  return undefined;
}

/** Connection trouble of any kind: nothing that a change of configuration or of process would mend. */
export function isConnectionTrouble(error: unknown): boolean {
  for (let current = error as KafkaErrorShape | undefined, depth = 0; current && depth < 5; current = current.cause as KafkaErrorShape | undefined, depth++) {
    if (CONNECTION_ERRORS.has(current.name ?? '')) return true;
  }
  return RETRIABLE_TYPES.has(kafkaErrorType(error) ?? '');
}

const CONNECTION_ERRORS = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSMetadataNotLoaded',
]);

const RETRIABLE_TYPES = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'UNSTABLE_OFFSET_COMMIT',
  'BROKER_NOT_AVAILABLE',
]);

/** The code under which a failure of the source is shown. */
export function sourceErrorCode(error: unknown): ErrorCode {
  if (error instanceof StreamError) return error.code;
  if (UNAUTHORIZED.has(kafkaErrorType(error) ?? '')) return 'SOURCE_UNAUTHORIZED';
  return isConnectionTrouble(error) ? 'SOURCE_UNREACHABLE' : 'SOURCE_FAILED';
}
