import { BatchProducer, ConsumerCluster, createCluster, kafkaConnectionOptions, KafkaDeadLetters, KafkaSource, kafkaSourceOptions, type TopicSelection } from '@fleetlane/kafka';
import { createOpenSearchClient, OpenSearchSink, RouteTable, type Route } from '@fleetlane/opensearch';
import { Pipeline, type Intake, type PipelineOptions } from '@fleetlane/pipeline';
import { systemClock, type Logger, type PipelineObserver } from '@fleetlane/stream';
import { wholeName, type SinkConfig } from './config.ts';

/** A dead-letter topic that cannot be written for so long halts the partition of its record. */
const DEAD_LETTER_TIMEOUT_MS = 10_000;

/** The pipeline of a configuration: Kafka in, OpenSearch out, dead letters to Kafka. */
export function createPipeline(config: SinkConfig, { logger, observer }: { logger: Logger; observer: PipelineObserver }): Pipeline {
  const connection = kafkaConnectionOptions(config.kafka);
  const routes = new RouteTable(routesOf(config));
  const source = new KafkaSource(
    { connect: () => new ConsumerCluster(createCluster(connection, logger)), clock: systemClock, logger },
    kafkaSourceOptions(config.source, topicSelection(config)),
  );
  const producer = new BatchProducer(createCluster(connection, logger), { deliveryTimeoutMs: DEAD_LETTER_TIMEOUT_MS, requestTimeoutMs: DEAD_LETTER_TIMEOUT_MS });
  return new Pipeline(
    {
      source,
      sink: new OpenSearchSink(createOpenSearchClient(config.opensearch), routes),
      deadLetters: new KafkaDeadLetters(producer, { topicTemplate: config.deadLetters.topic, clusterName: config.kafka.clusterName }),
      observer,
      logger,
      clock: systemClock,
      intake: createIntake(config, routes),
    },
    pipelineOptions(config),
  );
}

/** The size guard, and what the route says of tombstones. */
export function createIntake({ limits }: SinkConfig, routes: RouteTable): Intake {
  return (record) => {
    const { value, lease } = record;
    if (value === null) return routes.of(lease.topic)?.route.onTombstone === 'drop' ? { drop: 'RECORD_TOMBSTONE' } : undefined;
    if (value.length <= limits.recordBytes) return undefined;
    return { code: 'RECORD_TOO_LARGE', verdict: 'reject', reason: `the value has ${value.length} bytes, limits.recordBytes is ${limits.recordBytes}` };
  };
}

export function topicSelection({ routes }: SinkConfig): TopicSelection {
  return {
    names: routes.flatMap(({ topics }) => topics ?? []),
    patterns: routes.flatMap(({ pattern }) => (pattern === undefined ? [] : [wholeName(pattern)])),
  };
}

export function routesOf({ routes }: SinkConfig): Route[] {
  return routes.map(({ topics = [], pattern, ...route }) => ({ ...route, topics, pattern: pattern === undefined ? undefined : wholeName(pattern) }));
}

function pipelineOptions({ flush, retry, halt, limits, opensearch, commitInterval }: SinkConfig): PipelineOptions {
  return {
    batch: { maxBytes: flush.bytes, maxRecords: flush.records, lingerMs: flush.linger },
    maxInFlightBatches: opensearch.maxInFlight,
    maxInFlightBytes: limits.inFlight,
    retry: { firstMs: retry.firstDelay, maxMs: retry.maxDelay, durationMs: retry.duration },
    probe: { firstMs: halt.firstProbe, maxMs: halt.maxProbe },
    commitIntervalMs: commitInterval,
  };
}
