import { readFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Credentials } from '../stack.ts';

/** Status of GET /_cluster/health, waiting a second for yellow. Throws while nobody listens. */
export async function healthStatus(url: string, caFile?: string, user?: Credentials): Promise<number> {
  const ca = caFile === undefined ? undefined : await readFile(caFile);
  const auth = user === undefined ? {} : { auth: `${user.username}:${user.password}` };
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet;
    const request = get(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { ca, timeout: 3_000, agent: false, ...auth }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', reject);
  });
}
