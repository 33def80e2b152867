import { expect, test } from 'vitest';
import { parseDependencyList } from './resolve-closure.ts';

test('a dependency list is read without native libraries, module notes and headings', () => {
  expect(parseDependencyList(`
The following files have been resolved:
   org.apache.kafka:kafka_2.13:jar:4.3.1
   at.yawk.lz4:lz4-java:jar:1.10.2 -- module org.lz4.java [auto]
   io.netty:netty-codec-native-quic:jar:linux-x86_64:4.2.16.Final
`)).toEqual(['org.apache.kafka:kafka_2.13:4.3.1', 'at.yawk.lz4:lz4-java:1.10.2']);
});
