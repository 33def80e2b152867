import { StreamError } from '@fleetlane/stream';
import { describe, expect, test } from 'vitest';
import { byteSize, duration, filePath, hostPort, httpUrl, parseConfig, port, secret, section, z, type Problem } from './index.ts';

const schema = section({
  kafka: section({
    brokers: z.array(hostPort()).min(1).max(3),
    tls: z.boolean().default(false),
    caFile: filePath().optional(),
    sasl: z.discriminatedUnion('mechanism', [
      section({ mechanism: z.literal('plain'), username: z.string().min(1), password: secret().describe('Password.') }),
      section({ mechanism: z.literal('oauthbearer'), tokenUrl: httpUrl(), clientSecret: secret() }),
    ]).optional(),
  }),
  flush: section({
    linger: duration({ min: '10ms', max: '15m' }).prefault('1s'),
    bytes: byteSize({ min: '1KB', max: '100MB' }).prefault('5MB'),
    records: z.int().min(1).max(1000).default(100),
  }).prefault({}),
  http: section({ port: port().default(8080) }).prefault({}),
  name: z.string().regex(/^[a-z]+$/).min(2).max(8).optional(),
  rotation: z.enum(['none', 'hour', 'day', 'week', 'month']).default('day'),
  start: z.union([z.enum(['earliest', 'latest']), section({ timestamp: z.iso.datetime({ offset: true }) })]).optional(),
  labels: z.record(z.string().regex(/^[a-z]+$/), z.string()).optional(),
  nodes: z.array(httpUrl()).optional(),
});

/** A good configuration with these lines after it; the brokers stand in lines 1 and 2. */
const BROKERS = 'kafka:\n  brokers: [kafka-1:9092]\n';

function crossChecks({ flush, rotation }: z.output<typeof schema>): Problem[] {
  if (flush.records === 7 && rotation === 'week') return [{ path: ['flush', 'records'], message: 'cannot be 7 with rotation: week; write 8' }];
  return [];
}

function messageOf(text: string): string {
  try {
    parseConfig(schema, { text, fileName: 'c.yaml', env: { PASSWORD: 'hunter2', EMPTY: '', WORD: 'x' } }, crossChecks);
  } catch (error) {
    if (error instanceof StreamError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  return 'accepted';
}

const NOT_A_DURATION = 'is no duration; write a number with ms, s, m, h or d, for example 30s';
const NOT_A_SIZE = 'is no size; write a number with B, KB, MB, GB, KiB, MiB or GiB, for example 5MB';

const CASES: readonly (readonly [text: string, message: string])[] = [
  // The file as such.
  ['', 'c.yaml is empty; write the settings that print-config-schema shows'],
  ['# only a comment\n', 'c.yaml is empty; write the settings that print-config-schema shows'],
  ['- kafka', 'c.yaml:1 is a list and not a mapping; write settings as "name: value"'],
  ['kafka', 'c.yaml:1 is a single value and not a mapping; write settings as "name: value"'],
  ['kafka:\n\tbrokers: []', 'c.yaml:2 is indented with a tab; indent with spaces'],
  [`${BROKERS}rotation: day\nrotation: hour`, 'c.yaml:4 has a setting a second time; keep one of the two'],
  [`${BROKERS}---\nrotation: hour`, 'c.yaml:3 begins a second document; write one, without "---" in the middle'],
  ['kafka:\n  brokers: [a:1\n', 'c.yaml:3 is not valid YAML (Flow sequence in block collection must be sufficiently indented and end with a ]); check indentation, brackets and quotes from here upwards'],
  [`${BROKERS}name: !env NAME`, 'c.yaml:3 has a tag that is not known (Unresolved tag: !env); remove the tag, and write environment variables as ${NAME}'],
  [`${BROKERS}name: *other`, 'c.yaml has an alias that cannot be followed (Unresolved alias (the anchor must be set before the alias): other); write the value itself'],

  // Keys.
  ['kafka:\n  broker:\n    - kafka-1:9092', 'c.yaml:1 kafka.brokers is missing; it is required (a list)\nc.yaml:2 kafka.broker is no setting; did you mean kafka.brokers?'],
  [`${BROKERS}rotatoin: day`, 'c.yaml:3 rotatoin is no setting; did you mean rotation?'],
  [`${BROKERS}zookeeper: x`, 'c.yaml:3 zookeeper is no setting; known here: flush, http, kafka, labels, name, nodes, rotation, start'],
  [`${BROKERS}__proto__: {port: 1}`, 'c.yaml:3 __proto__ is no setting; known here: flush, http, kafka, labels, name, nodes, rotation, start'],
  ['rotation: day', 'c.yaml kafka is missing; it is required (a mapping)'],
  [`${BROKERS}labels:\n  UP: x`, 'c.yaml:4 labels.UP is a key that is not allowed here: does not have the form /^[a-z]+$/'],

  // Types.
  ['kafka: kafka-1:9092', 'c.yaml:1 kafka: "kafka-1:9092" is not a mapping; write its settings below it, indented'],
  ['kafka:\n  brokers: kafka-1:9092', 'c.yaml:2 kafka.brokers: "kafka-1:9092" is not a list; write [a, b], or one entry a line after "- "'],
  ['kafka:\n  brokers: [1]', 'c.yaml:2 kafka.brokers[0]: 1 is not host:port; write for example kafka-1:9092'],
  ['kafka:\n  brokers: [kafka-1:9092]\n  tls: "true"', 'c.yaml:3 kafka.tls: "true" is not true or false; write true or false'],
  ['kafka:\n  brokers: [kafka-1:9092]\n  caFile: 5', 'c.yaml:3 kafka.caFile: 5 is not a text; put it in quotes'],
  [`${BROKERS}http:\n`, 'c.yaml:3 http is empty; write a value, or remove the line'],
  [`${BROKERS}rotation:\n`, 'c.yaml:3 rotation is empty; write one of none, hour, day, week, month'],
  [`${BROKERS}flush:\n  linger:\n`, 'c.yaml:4 flush.linger is empty; write a value, or remove the line'],
  [`${BROKERS}flush:\n  records: many`, 'c.yaml:4 flush.records: "many" is not a number; write a number'],
  [`${BROKERS}flush:\n  records: 1.5`, 'c.yaml:4 flush.records: 1.5 is not a whole number; write a whole number'],

  // Values.
  ['kafka:\n  brokers: []', 'c.yaml:2 kafka.brokers has too few entries; write at least 1'],
  ['kafka:\n  brokers: [a:1, b:1, c:1, d:1]', 'c.yaml:2 kafka.brokers has too many entries; write at most 3'],
  ['kafka:\n  brokers:\n    - kafka-1:9092\n    - localhost', 'c.yaml:4 kafka.brokers[1]: "localhost" is not host:port; write for example kafka-1:9092'],
  ['kafka:\n  brokers: ["kafka-1:0"]', 'c.yaml:2 kafka.brokers[0]: "kafka-1:0" is not host:port; write for example kafka-1:9092'],
  ['kafka:\n  brokers: ["kafka-1:65536"]', 'c.yaml:2 kafka.brokers[0]: "kafka-1:65536" is not host:port; write for example kafka-1:9092'],
  ['kafka:\n  brokers: [kafka-1:9092]\n  caFile: ""', 'c.yaml:3 kafka.caFile: "" is empty; write the path of a file'],
  [`${BROKERS}http: {port: 70000}`, 'c.yaml:3 http.port: 70000 is no port; write a whole number from 0 to 65535'],
  [`${BROKERS}http: {port: "80"}`, 'c.yaml:3 http.port: "80" is no port; write a whole number from 0 to 65535'],
  [`${BROKERS}rotation: weekly`, 'c.yaml:3 rotation: "weekly" is not one of none, hour, day, week, month; did you mean week?'],
  [`${BROKERS}rotation: dya`, 'c.yaml:3 rotation: "dya" is not one of none, hour, day, week, month; did you mean day?'],
  [`${BROKERS}rotation: century`, 'c.yaml:3 rotation: "century" is unknown; write one of none, hour, day, week, month'],
  [`${BROKERS}flush: {records: 0}`, 'c.yaml:3 flush.records: 0 is less than 1; write at least 1'],
  [`${BROKERS}flush: {records: 1001}`, 'c.yaml:3 flush.records: 1001 is more than 1000; write at most 1000'],
  [`${BROKERS}flush: {linger: 30}`, 'c.yaml:3 flush.linger: 30 has no unit; write for example 30s'],
  [`${BROKERS}flush: {linger: "30"}`, 'c.yaml:3 flush.linger: "30" has no unit; write for example 30s'],
  [`${BROKERS}flush: {linger: 30 s}`, `c.yaml:3 flush.linger: "30 s" ${NOT_A_DURATION}`],
  [`${BROKERS}flush: {linger: -1s}`, `c.yaml:3 flush.linger: "-1s" ${NOT_A_DURATION}`],
  [`${BROKERS}flush: {linger: 1ms}`, 'c.yaml:3 flush.linger: "1ms" is less than 10ms; write at least 10ms'],
  [`${BROKERS}flush: {linger: 1h}`, 'c.yaml:3 flush.linger: "1h" is more than 15m; write at most 15m'],
  [`${BROKERS}flush: {bytes: 5}`, 'c.yaml:3 flush.bytes: 5 has no unit; write for example 5MB'],
  [`${BROKERS}flush: {bytes: 5mb}`, `c.yaml:3 flush.bytes: "5mb" ${NOT_A_SIZE}`],
  [`${BROKERS}flush: {bytes: 1GiB}`, 'c.yaml:3 flush.bytes: "1GiB" is more than 100MB; write at most 100MB'],
  [`${BROKERS}name: a`, 'c.yaml:3 name: "a" is too short; write at least 2 characters'],
  [`${BROKERS}name: abcdefghi`, 'c.yaml:3 name: "abcdefghi" is too long; write at most 8 characters'],
  [`${BROKERS}name: Abc`, 'c.yaml:3 name: "Abc" does not have the form /^[a-z]+$/'],
  [`${BROKERS}nodes: [search:9200]`, 'c.yaml:3 nodes[0]: "search:9200" is not an address; write for example https://search.example.com:9200'],
  [`${BROKERS}start:\n  timestamp: yesterday`, 'c.yaml:4 start.timestamp: "yesterday" is no time; write for example 2026-11-20T07:00:00Z'],
  [`${BROKERS}start: earlyest`, 'c.yaml:3 start: "earlyest" is not one of earliest, latest; did you mean earliest?'],

  // Alternatives.
  ['kafka:\n  brokers: [a:1]\n  sasl:\n    mechanism: plian', 'c.yaml:4 kafka.sasl.mechanism: "plian" is not one of plain, oauthbearer; did you mean plain?'],
  ['kafka:\n  brokers: [a:1]\n  sasl:\n    username: me', 'c.yaml:3 kafka.sasl.mechanism is missing; write one of plain, oauthbearer'],
  ['kafka:\n  brokers: [a:1]\n  sasl:\n    mechanism: plain', 'c.yaml:3 kafka.sasl.username is missing; it is required (a text)\nc.yaml:3 kafka.sasl.password is missing; it is required (a text)'],

  // The environment.
  ['kafka:\n  brokers: ["${BROKER}"]', 'c.yaml:2 kafka.brokers[0] needs the environment variable BROKER, which is not set; set it, or write ${BROKER:-default}'],
  [`${BROKERS}name: "\${EMPTY}"`, 'c.yaml:3 name needs the environment variable EMPTY, which is not set; set it, or write ${EMPTY:-default}'],
  [`${BROKERS}http: {port: "\${WORD}"}`, 'c.yaml:3 http.port: "x" is no port; write a whole number from 0 to 65535'],

  // Between settings.
  [`${BROKERS}flush: {records: 7}\nrotation: week`, 'c.yaml:3 flush.records: 7 cannot be 7 with rotation: week; write 8'],
];

describe('a bad configuration gets the message', () => {
  test.each(CASES)('%j -> %s', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test('with a line for each of several problems at once', () => {
    expect(messageOf('kafka:\n  brokers: [a]\nhttp: {port: -1}\nrotation: x\n').split('\n').map((line) => line.split(' ')[1])).toEqual(['kafka.brokers[0]:', 'http.port:', 'rotation:']);
  });

  test('without the rules between settings while a single one is wrong', () => {
    expect(messageOf(`${BROKERS}flush: {records: 7}\nrotation: week\nname: A1`)).toBe('c.yaml:5 name: "A1" does not have the form /^[a-z]+$/');
  });

  test('with no more of a long value than is needed to recognise it', () => {
    expect(messageOf(`${BROKERS}rotation: ${'x'.repeat(500)}`).length).toBeLessThan(200);
  });
});

describe('a password is in no message', () => {
  const sasl = (rest: string): string => `kafka:\n  brokers: [a:1]\n  sasl: ${rest}`;

  test.each([
    ['of the wrong type', sasl('{mechanism: plain, username: u, password: [hunter2]}')],
    ['beside an unknown setting', sasl('{mechanism: plain, username: u, password: hunter2, x: 1}')],
    ['beside a wrong discriminator', sasl('{mechanism: x, password: hunter2}')],
    ['within a list where a mapping is due (was printed whole)', sasl('[{mechanism: plain, password: hunter2}]')],
    ['under a name that is misspelt', sasl('{mechanism: plain, username: u, passwort: hunter2}')],
    ['from the environment', sasl('{mechanism: plain, username: "", password: "${PASSWORD}"}')],
    ['within an address', `${BROKERS}nodes: ["https://u:hunter2@search:9200/ x"]`],
  ])('%s', (_, text) => {
    const message = messageOf(text);
    expect(message).toContain('c.yaml:');
    expect(message).not.toContain('hunter2');
  });
});
