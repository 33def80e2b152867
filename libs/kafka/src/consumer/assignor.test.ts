import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPartitions, type GroupMember } from './assignor.ts';

const member = (memberId: string, owned: GroupMember['owned'] = [], topics = ['t']): GroupMember => ({ memberId, topics, owned });

describe('assignPartitions', () => {
  test('gives every partition to exactly one member, evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 40 }), fc.array(fc.nat(8), { maxLength: 40 }), (size, count, holders) => {
        const members = Array.from({ length: size }, (_, i) =>
          member(`m${i}`, holders.flatMap((holder, partition) => (holder % size === i ? [{ topic: 't', partition }] : []))),
        );
        const shares = [...assignPartitions(members, new Map([['t', count]])).values()];
        const given = shares.flat().map((p) => p.partition).sort((a, b) => a - b);
        expect(given).toEqual(Array.from({ length: count }, (_, i) => i));
        const sizes = shares.map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a second member takes half and leaves the first the other half of what it had', () => {
    const all = [0, 1, 2, 3, 4, 5].map((partition) => ({ topic: 't', partition }));
    const shares = assignPartitions([member('a', all), member('b')], new Map([['t', 6]]));
    expect(shares.get('a')).toEqual(all.slice(0, 3));
    expect(shares.get('b')).toEqual(all.slice(3));
  });

  test('two members that both claim a partition do not both get it', () => {
    const held = [{ topic: 't', partition: 0 }];
    const shares = assignPartitions([member('a', held), member('b', held)], new Map([['t', 1]]));
    expect([...shares.values()].flat()).toHaveLength(1);
  });

  test('a topic goes only to members that read it', () => {
    const shares = assignPartitions([member('a', [], ['t']), member('b', [], ['u'])], new Map([['t', 2], ['u', 1]]));
    expect(shares.get('a')!.every((p) => p.topic === 't')).toBe(true);
    expect(shares.get('b')).toEqual([{ topic: 'u', partition: 0 }]);
  });
});
