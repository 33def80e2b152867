import { kafkaConnectionOptions, kafkaProbes } from '@fleetlane/kafka';
import { createOpenSearchClient, openSearchProbes } from '@fleetlane/opensearch';
import type { Probe } from '@fleetlane/stream';
import type { SinkConfig } from './config.ts';
import { topicSelection } from './wiring.ts';

/** What `check` looks at: everything that the service needs from the world. */
export function probes(config: SinkConfig): Probe[] {
  // With a suffix the index itself is made later; any name that begins like it needs the same rights.
  const indices = config.routes.map(({ index, suffix }) => (suffix === 'none' ? index : `${index}-fleetlane-check`));
  return [
    ...kafkaProbes(kafkaConnectionOptions(config.kafka), {
      topics: topicSelection(config),
      group: config.source.group,
      deadLetterTopic: (topic) => config.deadLetters.topic.replaceAll('{topic}', topic),
    }),
    ...openSearchProbes(createOpenSearchClient(config.opensearch), indices),
  ];
}
