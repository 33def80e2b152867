import { BatchProducer, ConsumerCluster, createCluster, KAFKA_SOURCE_DEFAULTS, KafkaDeadLetters, KafkaSource } from '@fleetlane/kafka';
import { indexedIds, KafkaAccess } from '@fleetlane/harness-tool';
import { createOpenSearchClient, openSearchConfig, OpenSearchSink, RouteTable } from '@fleetlane/opensearch';
import { silentLogger, systemClock } from '@fleetlane/stream';
import { describeDeadLetters, describeSink, describeSource, FakeLease, makeRecord } from '@fleetlane/testkit';
import { sharedKafka, sharedOpenSearch } from '../support/shared-stack.ts';

let unique = 0;
const name = (what: string): string => `conformance-${what}-${process.pid}-${++unique}`;

describeSink('OpenSearchSink', {
  create: async () => {
    const { url } = await sharedOpenSearch();
    const index = name('sink');
    const lease = new FakeLease(index, 0);
    const routes = new RouteTable([{ topics: [index], pattern: undefined, index, suffix: 'none', suffixFrom: 'event-time', eventTimeField: 'event_time', onTombstone: 'dead-letter' }]);
    return {
      sink: new OpenSearchSink(createOpenSearchClient(openSearchConfig.parse({ nodes: [url] })), routes),
      good: (offset) => makeRecord(lease, offset),
      bad: (offset) => makeRecord(lease, offset, { value: Buffer.from('{"cut off') }),
      arrived: async () => (await indexedIds({ url }, index)).map((id) => Number(id.split('+')[2])),
      end: async () => undefined,
    };
  },
});

describeDeadLetters('KafkaDeadLetters', {
  create: async () => {
    const access = new KafkaAccess((await sharedKafka()).bootstrap);
    const topic = name('letters');
    await access.createTopic(`${topic}.dlq`, 2);
    const producer = new BatchProducer(createCluster(access.connection, silentLogger), { deliveryTimeoutMs: 5_000 });
    return {
      deadLetters: new KafkaDeadLetters(producer, { topicTemplate: '{topic}.dlq', clusterName: 'test' }),
      topic,
      unwritableTopic: name('missing'),
      written: async () => (await access.letters(`${topic}.dlq`)).map(({ value }) => (value === null ? null : String(value))),
      end: () => access.close(),
    };
  },
});

describeSource('KafkaSource', {
  create: async () => {
    const access = new KafkaAccess((await sharedKafka()).bootstrap);
    const topic = name('source');
    await access.createTopic(topic, 2);
    const connect = (): ConsumerCluster => new ConsumerCluster(createCluster(access.connection, silentLogger));
    return {
      source: new KafkaSource({ connect, clock: systemClock, logger: silentLogger }, { ...KAFKA_SOURCE_DEFAULTS, groupId: topic, topics: { names: [topic], patterns: [] } }),
      produce: async (partition, count) => {
        await access.produce(topic, partition, Array.from({ length: count }, () => ({ key: null, value: Buffer.from('{}'), timestampMs: Date.now() })));
      },
      committed: async (partition) => (await access.committed(topic, topic)).get(partition),
      end: () => access.close(),
    };
  },
});
