import { openStack, type KafkaServer, type OpenSearchServer, type Stack } from '@fleetlane/stack-tool';

interface Shared {
  readonly stack: Promise<Stack>;
  kafka?: Promise<KafkaServer>;
  opensearch?: Promise<OpenSearchServer>;
  secured?: Promise<OpenSearchServer>;
}

const KEY = Symbol.for('fleetlane.test.stack');
const holder = globalThis as unknown as Record<symbol, Shared | undefined>;

/**
 * The servers that all test files share: started when first asked for, and stopped with the test process, however it ends. A
 * test that mistreats one leaves it running again.
 */
function shared(): Shared {
  return (holder[KEY] ??= { stack: openStack({ progress: () => undefined }) });
}

export async function sharedKafka(): Promise<KafkaServer> {
  const state = shared();
  return (state.kafka ??= state.stack.then((stack) => stack.kafka()));
}

export async function sharedOpenSearch(): Promise<OpenSearchServer> {
  const state = shared();
  return (state.opensearch ??= state.stack.then((stack) => stack.opensearch()));
}

/** OpenSearch with TLS, users and roles. */
export async function sharedSecuredOpenSearch(): Promise<OpenSearchServer> {
  const state = shared();
  return (state.secured ??= state.stack.then((stack) => stack.opensearch({ version: '2.19.4-secured', name: 'secured', heap: '512m' })));
}
