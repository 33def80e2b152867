import type { Client } from '@opensearch-project/opensearch';
import type { Probe, ProbeResult } from '@fleetlane/stream';
import { BULK_ITEM_ERRORS, BULK_REQUEST_ERRORS, classify, type BulkError } from './bulk-error-table.ts';

/** What must hold before the first record: the cluster answers, takes the credentials, and lets us write to every index. */
export function openSearchProbes(client: Client, indices: readonly string[]): Probe[] {
  return [reach(client), ...[...new Set(indices)].map((index) => mayWrite(client, index))];
}

function reach(client: Client): Probe {
  return {
    title: 'OpenSearch: answers and accepts the credentials',
    run: () =>
      attempt(async () => {
        const { body } = await client.info();
        const { distribution, number } = body.version;
        if (distribution !== 'opensearch') {
          return { ok: false, detail: `${distribution ?? 'not OpenSearch'} ${number}`, remedy: 'Point opensearch.nodes at an OpenSearch cluster; Elasticsearch 7.11 and later is not supported.' };
        }
        return { ok: true, detail: `OpenSearch ${number}, cluster ${body.cluster_name}` };
      }),
  };
}

/**
 * Deletes a document that does not exist, by a bulk request, as a sink writes: that needs the same rights and leaves nothing
 * behind. On an index that does not exist yet OpenSearch answers "no such index" only to who may write there.
 */
function mayWrite(client: Client, index: string): Probe {
  return {
    title: `OpenSearch: may write to ${index}`,
    run: () =>
      attempt(async () => {
        const line = JSON.stringify({ delete: { _index: index, _id: 'fleetlane-check' } });
        const { body } = (await client.bulk({ body: `${line}\n` as never, require_alias: false } as never)) as unknown as {
          body: { items: { delete: { status: number; error?: { type: string; reason: string } } }[] };
        };
        const { status, error } = body.items[0]!.delete;
        if (status === 200 || status === 404) return { ok: true, detail: error?.type === 'index_not_found_exception' ? 'the index does not exist yet and will be created' : 'allowed' };
        return refused(classify(BULK_ITEM_ERRORS, { status, type: error?.type, reason: error?.reason }).reason);
      }),
  };
}

async function attempt(run: () => Promise<ProbeResult>): Promise<ProbeResult> {
  try {
    return await run();
  } catch (error) {
    const { statusCode, body, message } = error as { statusCode?: number; body?: { error?: BulkError }; message: string };
    if (statusCode === undefined) return { ok: false, detail: message, remedy: 'Check opensearch.nodes, opensearch.tls and the network.' };
    return refused(classify(BULK_REQUEST_ERRORS, { status: statusCode, type: body?.error?.type, reason: body?.error?.reason }).reason);
  }
}

function refused(detail: string): ProbeResult {
  return { ok: false, detail, remedy: 'Check opensearch.auth and the role: it needs cluster:monitor/main, indices:data/write/bulk*, and write and create_index on the indices of the routes.' };
}
