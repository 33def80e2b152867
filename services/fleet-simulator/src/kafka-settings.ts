import { readFileSync } from 'node:fs';
import { filePath, hostPort, secret, section, z } from '@fleetlane/config';
import type { KafkaConnectionOptions } from '@fleetlane/kafka';
import { StreamError } from '@fleetlane/stream';

export const kafkaSettings = section({
  brokers: z.array(hostPort()).min(1).optional().describe('host:port of one or more brokers. Required, here or as --brokers.'),
  clientId: z.string().min(1).default('fleet-simulator').describe('Name of this client in the logs and quotas of the brokers.'),
  tls: section({
    caFile: filePath().optional().describe('PEM file of the authority that signed the certificates of the brokers. Default: the public authorities.'),
    certFile: filePath().optional().describe('PEM file of the client certificate, where the brokers ask for one.'),
    keyFile: filePath().optional().describe('PEM file of the key of the client certificate.'),
  }).optional().describe('Present, even if empty, when the brokers speak TLS.'),
  sasl: section({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    username: z.string().min(1),
    password: secret(),
  }).optional(),
}).prefault({});

/** Reads the certificate files. Throws {@link StreamError} `CONFIG_INVALID` naming a file that cannot be read. */
export function kafkaConnection(settings: z.output<typeof kafkaSettings>, brokers: readonly string[]): KafkaConnectionOptions {
  const { clientId, tls, sasl } = settings;
  return {
    brokers,
    clientId,
    connectionTimeoutMs: 5_000,
    requestTimeoutMs: 30_000,
    ...(tls && {
      ssl: {
        ...(tls.caFile && { ca: pem('kafka.tls.caFile', tls.caFile) }),
        ...(tls.certFile && { cert: pem('kafka.tls.certFile', tls.certFile) }),
        ...(tls.keyFile && { key: pem('kafka.tls.keyFile', tls.keyFile) }),
      },
    }),
    ...(sasl && { sasl }),
  };
}

function pem(field: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `${field}: ${JSON.stringify(file)} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}
