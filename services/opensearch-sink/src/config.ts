import { byteSize, duration, section, z, type Problem } from '@fleetlane/config';
import { kafkaConfig, sourceConfig } from '@fleetlane/kafka';
import { openSearchConfig, routeConfig } from '@fleetlane/opensearch';
import { serviceSections } from '@fleetlane/service-kit/config';

/** Everything that can be set. The reference in docs/config and the chart's schema are generated from it. */
export const sinkConfig = section({
  ...serviceSections,
  kafka: kafkaConfig.describe('The Kafka to read from, and to write dead letters to.'),
  source: sourceConfig.describe('The consumer group.'),
  routes: z.array(routeConfig).min(1).describe('Which topics go to which index. Names are looked at first, then patterns in order.'),
  opensearch: openSearchConfig.describe('The OpenSearch to write to.'),
  flush: section({
    bytes: byteSize({ min: '1KB', max: '100MB' }).prefault('5MB').describe('A bulk request is sent when it holds so much,'),
    records: z.int().min(1).max(100_000).default(10_000).describe('or so many records,'),
    linger: duration({ min: '1ms', max: '900s' }).prefault('1s').describe('or when its first record has waited so long.'),
  }).prefault({}).describe('When a bulk request is sent.'),
  retry: section({
    duration: duration({ min: '0s', max: '7200s' }).prefault('300s').describe('How long a record that OpenSearch refuses for load is tried before it is dead-lettered. Faults of the whole cluster are waited out.'),
    firstDelay: duration({ min: '1ms', max: '60s' }).prefault('100ms').describe('Pause before the first retry; it doubles, with jitter.'),
    maxDelay: duration({ min: '10ms', max: '10m' }).prefault('10s').describe('The longest pause between retries.'),
  }).prefault({}).describe('Retries.'),
  halt: section({
    firstProbe: duration({ min: '10ms', max: '10m' }).prefault('1s').describe('A halted partition is tried again after this; it doubles, with jitter.'),
    maxProbe: duration({ min: '100ms', max: '1h' }).prefault('30s').describe('The longest pause between two tries.'),
  }).prefault({}).describe('Partitions that wait for something to be mended.'),
  deadLetters: section({
    topic: z.string().min(1).default('{topic}.dlq').describe('Dead-letter topic; `{topic}` stands for the topic of the record.'),
  }).prefault({}).describe('Where records go that can never be indexed.'),
  limits: section({
    inFlight: byteSize({ min: '1MB', max: '64GB' }).prefault('32MiB').describe('Bytes read and not settled yet; beyond it reading pauses.'),
    recordBytes: byteSize({ min: '1KB', max: '1GB' }).prefault('1MiB').describe('A larger value is dead-lettered before OpenSearch refuses it.'),
  }).prefault({}).describe('Bounds.'),
  commitInterval: duration({ min: '10ms', max: '5m' }).prefault('1s').describe('How often offsets are committed while records settle.'),
});
export type SinkConfig = z.output<typeof sinkConfig>;

/** Rules between settings. */
export function crossChecks(config: SinkConfig): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  config.routes.forEach(({ topics, pattern }, index) => {
    const path = ['routes', index];
    if (topics === undefined && pattern === undefined) problems.push({ path, message: 'has neither topics nor pattern; write one of them', withoutValue: true });
    if (topics !== undefined && pattern !== undefined) problems.push({ path: [...path, 'pattern'], message: 'stands beside topics; write two routes' });
    for (const topic of topics ?? []) {
      if (seen.has(topic)) problems.push({ path: [...path, 'topics'], message: `names ${topic}, which routes[${seen.get(topic)}] has already; a topic goes to one index`, withoutValue: true });
      seen.set(topic, index);
    }
    if (pattern !== undefined && !isRegExp(pattern)) problems.push({ path: [...path, 'pattern'], message: 'is no regular expression' });
  });
  if (!config.deadLetters.topic.includes('{topic}') && seen.has(config.deadLetters.topic)) {
    problems.push({ path: ['deadLetters', 'topic'], message: 'is read as well; a dead letter would come back for ever' });
  }
  if (config.flush.bytes > config.limits.inFlight) problems.push({ path: ['flush', 'bytes'], message: 'is more than limits.inFlight, so that no batch could fill; lower it or raise the limit', withoutValue: true });
  if (config.limits.recordBytes > config.limits.inFlight) problems.push({ path: ['limits', 'recordBytes'], message: 'is more than limits.inFlight; lower it or raise the limit', withoutValue: true });
  if (config.retry.firstDelay > config.retry.maxDelay) problems.push({ path: ['retry', 'firstDelay'], message: 'is more than retry.maxDelay', withoutValue: true });
  if (config.halt.firstProbe > config.halt.maxProbe) problems.push({ path: ['halt', 'firstProbe'], message: 'is more than halt.maxProbe', withoutValue: true });
  if (config.kafka.sasl?.mechanism === 'aws-msk-iam' && !config.kafka.tls.enabled) problems.push({ path: ['kafka', 'sasl', 'mechanism'], message: 'needs kafka.tls.enabled: true; MSK takes IAM over TLS only' });
  for (const [name, tls] of [['kafka', config.kafka.tls], ['opensearch', config.opensearch.tls]] as const) {
    if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) problems.push({ path: [name, 'tls'], message: 'has only one of certFile and keyFile; a client certificate needs both', withoutValue: true });
  }
  if (config.opensearch.auth && config.opensearch.nodes.some((node) => node.startsWith('http://')) && config.opensearch.auth.type === 'basic') {
    const index = config.opensearch.nodes.findIndex((node) => node.startsWith('http://'));
    problems.push({ path: ['opensearch', 'nodes', index], message: 'would send the password in the clear; write https://' });
  }
  return problems;
}

/** A pattern means the whole name, as in a Java consumer. */
export function wholeName(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function isRegExp(pattern: string): boolean {
  try {
    wholeName(pattern);
    return true;
  } catch {
    return false;
  }
}
