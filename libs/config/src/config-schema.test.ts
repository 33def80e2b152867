import { describe, expect, test } from 'vitest';
import { configJsonSchema, configReference, duration, hostPort, secret, section, z } from './index.ts';

const schema = section({
  brokers: z.array(hostPort()).min(1).describe('Brokers to begin with.'),
  linger: duration({ max: '1h' }).prefault('1s').describe('Wait | for more.'),
  sasl: z.discriminatedUnion('mechanism', [
    section({ mechanism: z.literal('plain'), password: secret().describe('Password.') }),
    section({ mechanism: z.literal('iam'), region: z.string().describe('Region.') }),
  ]).optional().describe('Who it is.'),
  routes: z.array(section({ index: z.string().describe('Index.') })).default([]).describe('Routes.'),
  log: section({ level: z.enum(['info', 'warn']).default('info').describe('Least level.') }).prefault({}).describe('Logging.'),
  labels: z.record(z.string(), section({ value: z.string().describe('Its value.') })).optional().describe('Labels.'),
});

interface Node {
  readonly properties: Record<string, Node>;
  readonly items: Node;
  readonly oneOf: Node[];
  readonly [keyword: string]: unknown;
}

describe('the JSON Schema', () => {
  const json = configJsonSchema(schema, { title: 'sink', id: 'https://example.com/sink.json' }) as unknown as Node;

  test('opens with draft, address and title', () => {
    expect(json).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'https://example.com/sink.json', title: 'sink' });
    expect(configJsonSchema(schema, { title: 'sink', draft: 'draft-07' })['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  test('describes what a person writes: a duration is a text with a pattern', () => {
    const { linger } = json.properties;
    expect(linger).toMatchObject({ type: 'string', default: '1s', description: 'Wait | for more.' });
    expect('30s').toMatch(new RegExp(linger!['pattern'] as string));
    expect('30').not.toMatch(new RegExp(linger!['pattern'] as string));
  });

  test('takes an environment variable wherever it wants a pattern', () => {
    const pattern = new RegExp(json.properties['brokers']!.items['pattern'] as string);
    expect('${BROKER}:9092').toMatch(pattern);
    expect('kafka-1:9092').toMatch(pattern);
    expect('kafka-1').not.toMatch(pattern);
  });

  test('requires what has no default, and refuses unknown settings everywhere', () => {
    expect(json).toMatchObject({ required: ['brokers'], additionalProperties: false });
    expect(json.properties['log']).toMatchObject({ additionalProperties: false });
  });

  test('marks secrets in the words of the standard', () => {
    const [plain] = json.properties['sasl']!.oneOf;
    expect(plain!.properties['password']).toMatchObject({ writeOnly: true });
    expect(plain!.properties['password']).not.toHaveProperty('secret');
  });
});

test('the reference has a row for every setting, and tells in which alternative it is needed', () => {
  expect(configReference(schema)).toBe(`| setting | takes | default | meaning | example |
|---|---|---|---|---|
| \`brokers\` | list of text | required | Brokers to begin with. | \`kafka-1:9092\` |
| \`linger\` | text | \`"1s"\` | Wait \\| for more. | \`30s\` |
| \`sasl\` | mapping |  | Who it is. |  |
| \`sasl.mechanism\` | \`plain\`, \`iam\` | required |  |  |
| \`sasl.password\` | text | required for \`plain\` | Password. |  |
| \`sasl.region\` | text | required for \`iam\` | Region. |  |
| \`routes\` | list of mapping | \`[]\` | Routes. |  |
| \`routes[].index\` | text | required | Index. |  |
| \`log\` | mapping |  | Logging. |  |
| \`log.level\` | \`info\`, \`warn\` | \`"info"\` | Least level. |  |
| \`labels\` | mapping |  | Labels. |  |
| \`labels.<name>.value\` | text | required | Its value. |  |
`);
});
