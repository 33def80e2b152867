import { ownIdentity } from '../process/process-identity.ts';
import { openStack } from '../open-stack.ts';
import type { Stack } from '../stack.ts';
import type { ServerKind, ServerState, StackState } from './state.ts';
import { writeState } from './state.ts';
import type { UpOptions } from './up-options.ts';

const KEEP_ALIVE_MS = 3_600_000;

async function startServer(stack: Stack, kind: ServerKind, options: UpOptions): Promise<ServerState> {
  switch (kind) {
    case 'kafka': {
      const { bootstrap, sasl, saslTls, tls, pids } = await stack.kafka({ nodes: options.nodes, security: options.security });
      return {
        kind, pids, addresses: {
          bootstrap: bootstrap.join(','),
          ...(sasl && { 'SASL bootstrap': sasl.bootstrap.join(','), 'SASL users': Object.values(sasl.users).map(({ username, password }) => `${username}:${password}`).join(' ') }),
          ...(saslTls && { 'SASL over TLS bootstrap': saslTls.bootstrap.join(','), 'CA file': saslTls.caFile }),
          ...(tls && { 'TLS bootstrap': tls.bootstrap.join(','), 'CA file': tls.caFile, 'client certificate': tls.clientCertFile, 'client key': tls.clientKeyFile }),
        },
      };
    }
    case 'opensearch': {
      const { url, version, caFile, users, pids } = await stack.opensearch(options.opensearch === undefined ? {} : { version: options.opensearch });
      return {
        kind, pids, addresses: {
          url, version,
          ...(caFile !== undefined && { 'CA file': caFile }),
          ...(users && { users: Object.values(users).map(({ username, password }) => `${username}:${password}`).join(' ') }),
        },
      };
    }
    case 's3': {
      const { endpoint, region, accessKeyId, secretAccessKey, pids } = await stack.s3();
      return { kind, pids, addresses: { endpoint, region, accessKeyId, secretAccessKey } };
    }
    case 'registry': {
      const { url, pids } = await stack.registry();
      return { kind, pids, addresses: { url } };
    }
  }
}

/** The background half of `up`: owns the servers until it is told to end. Never returns unless a server does not come up. */
export async function serve(options: UpOptions): Promise<number> {
  // Also what keeps this process alive: the servers themselves do not.
  setInterval(() => undefined, KEEP_ALIVE_MS);
  const stack = await openStack({ progress: (line) => console.log(line) });
  const servers: ServerState[] = [];
  const publish = (more: Partial<StackState> = {}): void =>
    writeState({ runner: ownIdentity(), provider: stack.provider, dir: stack.dir, isComplete: false, servers, ...more });
  publish();
  try {
    for (const kind of options.kinds) {
      const startedMs = performance.now();
      servers.push(await startServer(stack, kind, options));
      console.log(`${kind} is usable after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
      publish();
    }
  } catch (error) {
    publish({ failure: error instanceof Error ? error.message : String(error) });
    await stack.close();
    return 1;
  }
  publish({ isComplete: true });
  return new Promise<number>(() => undefined);
}
