import { duration, filePath, httpUrl, secret, section, z } from '@fleetlane/config';

const auth = z
  .discriminatedUnion('type', [
    section({ type: z.literal('basic'), username: z.string().min(1).describe('User of the security plugin.'), password: secret().describe('Its password, for example `${OPENSEARCH_PASSWORD}`.') }),
    section({
      type: z.literal('sigv4'),
      region: z.string().min(1).describe('AWS region of the domain.'),
      service: z.enum(['es', 'aoss']).default('es').describe('`es` for Amazon OpenSearch Service, `aoss` for Serverless.'),
    }),
  ])
  .describe('How the service proves who it is; nothing for a cluster without security.');

/** The `opensearch` section of a configuration. */
export const openSearchConfig = section({
  nodes: z.array(httpUrl()).min(1).describe('Addresses of the cluster; requests are spread over them.'),
  auth: auth.optional(),
  tls: section({
    caFile: filePath().optional().describe('Certificate authority of the cluster, PEM.'),
    certFile: filePath().optional().describe('Client certificate, PEM; together with keyFile.'),
    keyFile: filePath().optional().describe('Key of the client certificate, PEM.'),
    rejectUnauthorized: z.boolean().default(true).describe('Whether a certificate that cannot be verified ends the connection.'),
  }).prefault({}).describe('TLS beyond what the system trusts.'),
  requestTimeout: duration({ min: '1s', max: '10m' }).prefault('30s').describe('After this a request counts as unanswered and is sent again.'),
  compression: z.enum(['none', 'gzip']).default('none').describe('gzip saves network and costs about twice the CPU.'),
  maxInFlight: z.int().min(1).max(64).default(4).describe('Bulk requests under way at the same time.'),
});
export type OpenSearchConfig = z.output<typeof openSearchConfig>;

/** Names that OpenSearch allows for an index, less the suffix. */
const INDEX_NAME = /^[a-z0-9][a-z0-9._-]{0,200}$/;

/** One entry of `routes`. */
export const routeConfig = section({
  topics: z.array(z.string().min(1)).min(1).optional().describe('Topics by name.'),
  pattern: z.string().min(1).optional().describe('Topics by regular expression, over the whole name: `vehicle-.*`.'),
  index: z.string().regex(INDEX_NAME, { error: 'is no index name; write lower-case letters, digits, ., _ and -, beginning with a letter or digit' }).describe('Index, before the suffix.'),
  suffix: z.enum(['none', 'hour', 'day', 'week', 'month']).default('day').describe('A new index for every such period, in UTC.'),
  suffixFrom: z.enum(['event-time', 'arrival-time']).default('event-time').describe('The time in the record, or its Kafka timestamp.'),
  eventTimeField: z.string().min(1).default('event_time').describe('Top-level field that holds the event time: ISO-8601, or seconds or milliseconds since the epoch.'),
  onTombstone: z.enum(['dead-letter', 'drop']).default('dead-letter').describe('What to do with a record whose value is null.'),
});
export type RouteConfig = z.output<typeof routeConfig>;
