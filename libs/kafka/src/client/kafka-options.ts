import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { SASLOptions } from 'kafkajs';
import { StreamError } from '@fleetlane/stream';
import { KAFKA_SOURCE_DEFAULTS, type KafkaSourceOptions } from '../consumer/kafka-source-options.ts';
import type { TopicSelection } from '../consumer/topic-selection.ts';
import type { KafkaConfig, SourceConfig } from './kafka-config.ts';
import type { KafkaConnectionOptions } from './kafka-connection.ts';
import { mskIamTokens } from './msk-iam-tokens.ts';
import { oauthTokens } from './oauth-tokens.ts';

/** From what a person writes to what the client takes; reads the certificate files. Throws `CONFIG_INVALID`. */
export function kafkaConnectionOptions(config: KafkaConfig): KafkaConnectionOptions {
  const sasl = saslOptions(config);
  const ssl = tlsOptions(config);
  return {
    brokers: config.brokers,
    clientId: config.clientId,
    connectionTimeoutMs: config.connectionTimeout,
    requestTimeoutMs: config.requestTimeout,
    ...(ssl ? { ssl } : {}),
    ...(sasl ? { sasl } : {}),
  };
}

export function kafkaSourceOptions(config: SourceConfig, topics: TopicSelection): KafkaSourceOptions {
  const { start } = config;
  return {
    ...KAFKA_SOURCE_DEFAULTS,
    groupId: config.group,
    topics,
    isolationLevel: config.isolation,
    onOffsetGone: config.onOffsetGone,
    sessionTimeoutMs: config.sessionTimeout,
    heartbeatIntervalMs: Math.min(3_000, Math.floor(config.sessionTimeout / 4)),
    rebalanceTimeoutMs: config.rebalanceDrain + 40_000,
    drainMs: config.rebalanceDrain,
    metadataMaxAgeMs: config.metadataMaxAge,
    checkCrc: config.checkCrc,
    start:
      typeof start === 'string' ? { from: start } : 'timestamp' in start ? { from: 'timestamp', timestampMs: Date.parse(start.timestamp) } : { from: 'offsets', offsets: start.offsets as Record<string, Record<number, number>> },
  };
}

function tlsOptions({ tls }: KafkaConfig): ConnectionOptions | undefined {
  if (!tls.enabled) return undefined;
  return {
    rejectUnauthorized: tls.rejectUnauthorized,
    ...(tls.caFile ? { ca: read('kafka.tls.caFile', tls.caFile) } : {}),
    ...(tls.certFile ? { cert: read('kafka.tls.certFile', tls.certFile) } : {}),
    ...(tls.keyFile ? { key: read('kafka.tls.keyFile', tls.keyFile) } : {}),
    ...(tls.serverName ? { servername: tls.serverName } : {}),
  };
}

function saslOptions({ sasl }: KafkaConfig): SASLOptions | undefined {
  if (sasl === undefined) return undefined;
  switch (sasl.mechanism) {
    case 'oauthbearer':
      return { mechanism: 'oauthbearer', oauthBearerProvider: oauthTokens(sasl) };
    case 'aws-msk-iam':
      return { mechanism: 'oauthbearer', oauthBearerProvider: mskIamTokens(sasl.region) };
    default:
      return { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password } as SASLOptions;
  }
}

function read(field: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `${field}: ${JSON.stringify(file)} cannot be read (${(error as NodeJS.ErrnoException).code}); give a PEM file that the service may read`, { cause: error });
  }
}
