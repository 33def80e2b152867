import { expect, test } from 'vitest';
import { brokerIdsIn } from './kafka-probe.ts';

const broker = (id: number): string => `${id.toString(16).padStart(8, '0')} 0a 3132372e302e302e31 00005000 00 00`;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('broker ids are read out of a DescribeCluster answer', () => {
  const response = hex(`00000001 00 00000000 0000 00 03 6162 00000001 03 ${broker(1)} ${broker(3)} 80000000 00`);
  expect(brokerIdsIn(response)).toEqual([1, 3]);
});

test('an error in the answer is not an empty cluster', () => {
  expect(() => brokerIdsIn(hex('00000001 00 00000000 0029 00 01 ffffffff 01 80000000 00'))).toThrow('Kafka error 41');
});
