import { describe, expect, test } from 'vitest';
import { parseConfig } from '@fleetlane/config';
import { crossChecks, sinkConfig } from './config.ts';

const GOOD = {
  kafka: { brokers: ['kafka-1:9092'] },
  source: { group: 'g' },
  routes: [{ topics: ['t'], index: 'i' }],
  opensearch: { nodes: ['https://search:9200'] },
};

/** The messages for a good configuration with some parts replaced. */
function messages(change: object): string[] {
  try {
    parseConfig(sinkConfig, { text: JSON.stringify({ ...GOOD, ...change }), fileName: 'c.yaml', env: {} }, crossChecks);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(/^c\.yaml:\d+ /, ''));
  }
}

describe('the configuration of opensearch-sink', () => {
  test('a small one is enough', () => {
    expect(messages({})).toEqual([]);
  });

  const { kafka, opensearch, source } = GOOD;
  test.each<[object, string]>([
    [{ kafka: undefined }, 'kafka is missing'],
    [{ kafka: { brokers: [] } }, 'kafka.brokers'],
    [{ kafka: { brokers: ['kafka-1'] } }, 'kafka.brokers[0]: "kafka-1" is not host:port; write for example kafka-1:9092'],
    [{ kafka: { ...kafka, sals: {} } }, 'kafka.sals is no setting; did you mean kafka.sasl?'],
    [{ kafka: { ...kafka, sasl: { mechanism: 'scram', username: 'u', password: 'p' } } }, 'kafka.sasl.mechanism: "scram" is unknown; write one of plain, scram-sha-256'],
    [{ kafka: { ...kafka, sasl: { mechanism: 'plain', username: 'u' } } }, 'kafka.sasl.password is missing'],
    [{ kafka: { ...kafka, sasl: { mechanism: 'plain', username: 'u', password: '' } } }, 'kafka.sasl.password is empty; set it'],
    [{ kafka: { ...kafka, sasl: { mechanism: 'plain', username: 'u', password: '${KAFKA_PASSWORD}' } } }, 'kafka.sasl.password needs the environment variable KAFKA_PASSWORD, which is not set'],
    [{ kafka: { ...kafka, sasl: { mechanism: 'aws-msk-iam', region: 'eu-west-1' } } }, 'needs kafka.tls.enabled: true; MSK takes IAM over TLS only'],
    [{ kafka: { ...kafka, tls: { enabled: true, certFile: '/a.pem' } } }, 'kafka.tls has only one of certFile and keyFile'],
    [{ kafka: { ...kafka, requestTimeout: 30 } }, 'kafka.requestTimeout: 30'],
    [{ kafka: { ...kafka, requestTimeout: '1h' } }, 'is more than 5m'],
    [{ source: {} }, 'source.group is missing'],
    [{ source: { ...source, start: 'begin' } }, 'source.start: "begin"'],
    [{ source: { ...source, start: { timestamp: 'yesterday' } } }, 'source.start'],
    [{ source: { ...source, sessionTimeout: '1s' } }, 'source.sessionTimeout: "1s" is less than 6s'],
    [{ source: { ...source, onOffsetGone: 'ignore' } }, 'source.onOffsetGone: "ignore" is unknown; write one of halt, earliest, latest'],
    [{ routes: [] }, 'routes'],
    [{ routes: [{ index: 'i' }] }, 'routes[0] has neither topics nor pattern; write one of them'],
    [{ routes: [{ topics: ['t'], pattern: 't.*', index: 'i' }] }, 'stands beside topics; write two routes'],
    [{ routes: [{ pattern: '(', index: 'i' }] }, 'routes[0].pattern: "(" is no regular expression'],
    [{ routes: [{ topics: ['t'], index: 'Telemetry' }] }, 'routes[0].index: "Telemetry" is no index name'],
    [{ routes: [{ topics: ['t'], index: 'i' }, { topics: ['t'], index: 'j' }] }, 'names t, which routes[0] has already; a topic goes to one index'],
    [{ routes: [{ topics: ['t'], index: 'i', suffix: 'daily' }] }, 'routes[0].suffix: "daily" is unknown; write one of none, hour, day, week, month'],
    [{ routes: [{ topics: ['t'], index: 'i', sufix: 'day' }] }, 'did you mean routes[0].suffix?'],
    [{ opensearch: { nodes: ['search:9200'] } }, 'opensearch.nodes[0]: "search:9200" is not an address'],
    [{ opensearch: { nodes: ['http://search:9200'], auth: { type: 'basic', username: 'u', password: 'p' } } }, 'opensearch.nodes[0]: "http://search:9200" would send the password in the clear; write https://'],
    [{ opensearch: { ...opensearch, auth: { type: 'sigv4', region: 'eu-west-1', service: 'opensearch' } } }, 'opensearch.auth.service: "opensearch" is unknown; write one of es, aoss'],
    [{ opensearch: { ...opensearch, maxInFlight: 0 } }, 'opensearch.maxInFlight: 0'],
    [{ opensearch: { ...opensearch, compression: 'zstd' } }, 'opensearch.compression: "zstd" is unknown; write one of none, gzip'],
    [{ flush: { bytes: '5' } }, 'flush.bytes: "5" has no unit; write for example 5MB'],
    [{ flush: { bytes: '500MB' } }, 'is more than 100MB'],
    [{ flush: { bytes: '90MB' }, limits: { inFlight: '64MB' } }, 'flush.bytes is more than limits.inFlight'],
    [{ flush: { linger: '1000s' } }, 'is more than 900s'],
    [{ flush: { records: 0 } }, 'flush.records: 0'],
    [{ retry: { duration: '3h' } }, 'retry.duration: "3h" is more than 7200s'],
    [{ retry: { firstDelay: '30s', maxDelay: '10s' } }, 'retry.firstDelay is more than retry.maxDelay'],
    [{ halt: { firstProbe: '2m' } }, 'halt.firstProbe is more than halt.maxProbe'],
    [{ deadLetters: { topic: 't' } }, 'deadLetters.topic: "t" is read as well; a dead letter would come back for ever'],
    [{ http: { port: 70_000 } }, 'http.port: 70000'],
    [{ log: { level: 'verbose' } }, 'log.level: "verbose" is unknown; write one of debug, info, warn, error'],
    [{ pipeline: 'My Pipeline' }, 'pipeline: "My Pipeline" is no name'],
    [{ commitInterval: '1ms' }, 'commitInterval: "1ms" is less than 10ms'],
    [{ flsh: {} }, 'flsh is no setting; did you mean flush?'],
  ])('%j: %s', (change, message) => {
    expect(messages(change).join('\n')).toContain(message);
  });

  test('a secret stands in no message', () => {
    expect(messages({ kafka: { ...kafka, sasl: { mechanism: 'plain', username: 3, password: 'hunter2' } } }).join('\n')).not.toContain('hunter2');
  });
});
