import type { KafkaServer, OpenSearchServer } from '@fleetlane/stack-tool';

export const TOPIC = 'vehicle-telemetry';
export const DEAD_LETTER_TOPIC = `${TOPIC}.dlq`;
export const GROUP = 'fleetlane-demo';
export const INDEX = 'telemetry';

/** The configuration of the sink in the demo: what the README's first example says, with a shorter linger. */
export function sinkConfig(kafka: KafkaServer, opensearch: OpenSearchServer): Record<string, unknown> {
  return {
    pipeline: 'demo',
    kafka: { brokers: kafka.bootstrap, clusterName: 'demo' },
    source: { group: GROUP },
    routes: [{ topics: [TOPIC], index: INDEX, suffix: 'day' }],
    opensearch: { nodes: [opensearch.url] },
    flush: { bytes: '5MB', linger: '500ms' },
    http: { host: '127.0.0.1', port: 0 },
  };
}
