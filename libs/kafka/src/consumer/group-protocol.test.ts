import { describe, expect, test } from 'vitest';
import { decodeAssignment, decodeMember, encodeAssignment, encodeMember } from './group-protocol.ts';

describe('the group protocol', () => {
  test('a member subscription survives the way to the leader', () => {
    const member = { topics: ['a', 'b.c'], owned: [{ topic: 'a', partition: 3 }] };
    expect(decodeMember(encodeMember(member))).toEqual(member);
  });

  test('an assignment survives the way to the member', () => {
    const partitions = [{ topic: 'a', partition: 0 }, { topic: 'a', partition: 2 }, { topic: 'b', partition: 1 }];
    expect(decodeAssignment(encodeAssignment(partitions))).toEqual(partitions);
  });

  test('a member that joined too late gets no bytes, which means no partitions', () => {
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
  });

  test('user data of another version costs stickiness and nothing else', () => {
    const bytes = encodeMember({ topics: ['a'], owned: [] });
    bytes.write('!', bytes.indexOf('[]'));
    expect(decodeMember(bytes)).toEqual({ topics: ['a'], owned: [] });
  });
});
