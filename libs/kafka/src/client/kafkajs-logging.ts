import kafkajs, { type LogEntry, type logCreator } from 'kafkajs';
import type { Logger } from '@fleetlane/stream';

export const KAFKAJS_LOG_LEVEL = kafkajs.logLevel.WARN;

/**
 * KafkaJS's own lines become debug lines of ours: it logs as errors what it goes on to retry, and every failure that matters
 * reaches us as an error which is logged with its consequence.
 */
export function kafkaJsLogCreator(logger: Logger): logCreator {
  return () =>
    ({ namespace, log: { message, timestamp: _, logger: __, ...details } }: LogEntry) =>
      logger.debug(`KafkaJS ${namespace}: ${message}`, pickSafe(details));
}

/** KafkaJS may put whole payloads into debug details; only these are known to be harmless. */
function pickSafe(details: Record<string, unknown>): Record<string, unknown> {
  const { broker, clientId, error, retryCount, retryTime, groupId } = details;
  return { broker, clientId, kafkaError: error, retryCount, retryTime, groupId };
}
