/** Reads back what arrived in OpenSearch over its plain HTTP interface: a test must not trust the client under test. */
export interface OpenSearchAccess {
  readonly url: string;
  readonly headers?: Record<string, string>;
}

export async function request<T>(server: OpenSearchAccess, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...server.headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text || '{}') as T;
}

interface SearchPage {
  /** Absent when no index matched. */
  readonly _scroll_id?: string;
  readonly hits: { readonly hits: readonly { readonly _index: string; readonly _id: string }[] };
}

/**
 * The id of every document in the indices that match, each as often as it stands there. Refreshes first, so that what was
 * acknowledged is seen.
 */
export async function indexedIds(server: OpenSearchAccess, indices: string): Promise<string[]> {
  await request(server, 'POST', `/${indices}/_refresh?ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open`);
  const ids: string[] = [];
  let page = await request<SearchPage>(server, 'POST', `/${indices}/_search?scroll=1m&ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open`, { size: 10_000, _source: false, sort: ['_doc'] });
  while (page.hits.hits.length > 0) {
    for (const { _id } of page.hits.hits) ids.push(_id);
    page = await request<SearchPage>(server, 'POST', '/_search/scroll', { scroll: '1m', scroll_id: page._scroll_id });
  }
  if (page._scroll_id !== undefined) await request(server, 'DELETE', '/_search/scroll', { scroll_id: [page._scroll_id] });
  return ids;
}
