import { describe, expect, test } from 'vitest';
import { parseUpOptions, UsageError } from './up-options.ts';

describe('the command line of up', () => {
  test('starts Kafka and OpenSearch unless told otherwise', () => {
    expect(parseUpOptions([])).toEqual({ kinds: ['kafka', 'opensearch'], nodes: 1, security: 'plaintext' });
    expect(parseUpOptions(['s3', 's3', '--nodes', '3', '--opensearch', '2.19.4-secured']))
      .toEqual({ kinds: ['s3'], nodes: 3, security: 'plaintext', opensearch: '2.19.4-secured' });
  });

  test.each([
    [['redis'], 'Server "redis" is not known; use kafka, opensearch, s3, registry'],
    [['--nodes', '2'], '--nodes "2" is not known; use 1, 3'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is refused with what is allowed', (args, message) => {
    expect(() => parseUpOptions(args)).toThrow(UsageError);
    expect(() => parseUpOptions(args)).toThrow(message);
  });
});
