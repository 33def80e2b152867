import { brokerRequest } from '../client/broker-requests.ts';
import type { KafkaJsCluster } from '../client/kafkajs-internals.ts';

/**
 * KafkaJS fails a whole metadata refresh when one topic is missing or one partition has no leader, so that a single lost
 * replica or a topic created later stops the consumer of a hundred others. Here the metadata comes with its error codes, and
 * whoever needs a partition looks at that partition.
 */
export function readMetadataLeniently(cluster: KafkaJsCluster): void {
  const pool = cluster.brokerPool;
  const createBroker = pool.createBroker;
  pool.createBroker = (options) => {
    const broker = createBroker(options);
    broker.metadata = (topics = []) => {
      const protocol = brokerRequest(broker, 'Metadata', { topics, allowAutoTopicCreation: false });
      return broker.connectionPool.send({ ...protocol, response: { decode: protocol.response.decode, parse: async (decoded) => decoded } });
    };
    return broker;
  };
}
