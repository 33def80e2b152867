import { listBrokers } from '../kafka/kafka-probe.ts';
import { healthStatus } from '../opensearch/health.ts';
import { OPENSEARCH_USERS } from '../opensearch/security.ts';
import type { ServerState } from './state.ts';
import { readLiveState } from './state.ts';
import { alignColumns, coloured, printAddresses } from './table.ts';

const TIMEOUT_MS = 3_000;

async function askHttp(url: string, expected: number): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.arrayBuffer();
  if (response.status !== expected) throw new Error(`answered ${response.status}`);
  return 'answers';
}

/** Says how it is in a word or two; throws when it is not well. */
async function ask({ kind, addresses }: ServerState): Promise<string> {
  switch (kind) {
    case 'kafka': {
      const nodes = (addresses['bootstrap'] ?? '').split(',');
      const [host = '', port = ''] = nodes[0]?.split(':') ?? [];
      const brokers = await listBrokers(host, Number(port));
      if (brokers.length < nodes.length) throw new Error(`${brokers.length} of ${nodes.length} brokers serve`);
      return `${brokers.length} of ${nodes.length} brokers serve`;
    }
    case 'opensearch': {
      const caFile = addresses['CA file'];
      const status = await healthStatus(addresses['url'] ?? '', caFile, caFile === undefined ? undefined : OPENSEARCH_USERS.admin);
      if (status !== 200) throw new Error(`cluster health answered ${status}`);
      return 'yellow or green';
    }
    case 's3': return askHttp(addresses['endpoint'] ?? '', 403);
    case 'registry': return askHttp(`${addresses['url']}/subjects`, 200);
  }
}

/** Asks every server. 0: all well; 1: one is not; 3: nothing is up. */
export async function status(): Promise<number> {
  const state = readLiveState();
  if (state === undefined) {
    console.log('Nothing is up. "npm run stack up" starts it.');
    return 3;
  }
  let code = 0;
  const rows = await Promise.all(state.servers.map(async (server) => {
    try {
      return [server.kind, 'ok', await ask(server)];
    } catch (error) {
      code = 1;
      return [server.kind, 'FAILED', error instanceof Error ? error.message || error.name : String(error)];
    }
  }));
  for (const line of alignColumns(rows)) console.log(coloured(line.includes('FAILED') ? 'red' : 'green', line));
  if (!state.isComplete) console.log('Still starting.');
  console.log('');
  printAddresses(state);
  return code;
}
