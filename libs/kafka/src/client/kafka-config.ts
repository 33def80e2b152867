import { duration, filePath, hostPort, httpUrl, secret, section, z } from '@fleetlane/config';

const userAndPassword = {
  username: z.string().min(1).describe('User name.'),
  password: secret().describe('Password, for example `${KAFKA_PASSWORD}`.'),
};

const sasl = z
  .discriminatedUnion('mechanism', [
    section({ mechanism: z.literal('plain'), ...userAndPassword }),
    section({ mechanism: z.literal('scram-sha-256'), ...userAndPassword }),
    section({ mechanism: z.literal('scram-sha-512'), ...userAndPassword }),
    section({
      mechanism: z.literal('oauthbearer'),
      tokenUrl: httpUrl().describe('Token endpoint of the identity provider (client credentials grant).'),
      clientId: z.string().min(1).describe('Client id at the identity provider.'),
      clientSecret: secret().describe('Client secret at the identity provider.'),
      scope: z.string().min(1).optional().describe('Scope to ask for.'),
    }),
    section({
      mechanism: z.literal('aws-msk-iam'),
      region: z.string().min(1).describe('AWS region of the MSK cluster. Credentials come from the default chain: IRSA, Pod Identity, environment.'),
    }),
  ])
  .describe('How the service proves who it is to Kafka; nothing for a cluster without authentication.');

/** The `kafka` section of a configuration. */
export const kafkaConfig = section({
  brokers: z.array(hostPort()).min(1).describe('Brokers to begin with; they name the others.'),
  clientId: z.string().min(1).default('fleetlane').describe('Name in the logs and quotas of the brokers.'),
  clusterName: z.string().min(1).default('kafka').describe('Name of this cluster in the origin headers of dead letters.'),
  tls: section({
    enabled: z.boolean().default(false).describe('TLS to the brokers. MSK IAM needs it.'),
    caFile: filePath().optional().describe('Certificate authority of the brokers, PEM; otherwise what the system trusts.'),
    certFile: filePath().optional().describe('Client certificate, PEM; together with keyFile.'),
    keyFile: filePath().optional().describe('Key of the client certificate, PEM.'),
    serverName: z.string().min(1).optional().describe('Name to expect in the certificate of the brokers, where it is not their host.'),
    rejectUnauthorized: z.boolean().default(true).describe('Whether a certificate that cannot be verified ends the connection.'),
  }).prefault({}).describe('TLS to the brokers.'),
  sasl: sasl.optional(),
  connectionTimeout: duration({ min: '100ms', max: '60s' }).prefault('5s').describe('After this a broker counts as unreachable.'),
  requestTimeout: duration({ min: '1s', max: '5m' }).prefault('30s').describe('After this a request to a broker counts as unanswered.'),
});
export type KafkaConfig = z.output<typeof kafkaConfig>;

/** The `source` section: the group, and where and how it reads. */
export const sourceConfig = section({
  group: z.string().min(1).describe('Consumer group. Its committed offsets are the state of the service: a new name reads anew.'),
  start: z
    .union([
      z.enum(['earliest', 'latest', 'committed']),
      section({ timestamp: z.iso.datetime({ offset: true }).describe('First record of this time or later.') }),
      section({ offsets: z.record(z.string(), z.record(z.string().regex(/^\d+$/), z.int().min(0))).describe('Next offset by topic and partition.') }),
    ])
    .default('earliest')
    .describe('Where to begin a partition for which the group has no committed offset. `committed` halts such a partition instead of guessing.'),
  onOffsetGone: z.enum(['halt', 'earliest', 'latest']).default('halt').describe('What to do when the committed offset has fallen out of the topic: stop and tell, or accept the gap.'),
  isolation: z.enum(['read_committed', 'read_uncommitted']).default('read_committed').describe('Whether records of open and aborted transactions are left out.'),
  sessionTimeout: duration({ min: '6s', max: '30m' }).prefault('15s').describe('A member that is silent for so long loses its partitions: the standstill after a crash.'),
  rebalanceDrain: duration({ min: '0s', max: '5m' }).prefault('20s').describe('How long records in flight may take to settle before partitions are given back.'),
  metadataMaxAge: duration({ min: '1s', max: '1h' }).prefault('30s').describe('How soon new topics of a pattern and new partitions are seen.'),
  checkCrc: z.boolean().default(true).describe('Whether the checksum of every record batch is verified.'),
});
export type SourceConfig = z.output<typeof sourceConfig>;
