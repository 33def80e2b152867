import { describe, expect, test } from 'vitest';
import { selectTopics, topicsToDescribe } from './topic-selection.ts';

const existing = new Map([
  ['vehicle-telemetry', { errorCode: 0, partitions: 6 }],
  ['vehicle-health', { errorCode: 0, partitions: 1 }],
  ['__consumer_offsets', { errorCode: 0, partitions: 50 }],
  ['secret', { errorCode: 29, partitions: 0 }],
  ['gone', { errorCode: 3, partitions: 0 }],
]);

describe('selectTopics', () => {
  test('one missing topic does not stop the others', () => {
    expect(selectTopics({ names: ['vehicle-telemetry', 'gone', 'never-heard-of'], patterns: [] }, existing)).toEqual({
      found: ['vehicle-telemetry'],
      missing: ['gone', 'never-heard-of'],
      unauthorized: [],
    });
  });

  test('a topic that may not be read is told from one that does not exist', () => {
    expect(selectTopics({ names: ['secret'], patterns: [] }, existing).unauthorized).toEqual(['secret']);
  });

  test("a pattern finds topics, but never Kafka's own", () => {
    expect(selectTopics({ names: [], patterns: [/.*/] }, existing).found).toEqual(['vehicle-health', 'vehicle-telemetry']);
  });

  test('all topics are asked for only when there is a pattern', () => {
    expect(topicsToDescribe({ names: ['a'], patterns: [] })).toEqual(['a']);
    expect(topicsToDescribe({ names: ['a'], patterns: [/b/] })).toBeUndefined();
  });
});
