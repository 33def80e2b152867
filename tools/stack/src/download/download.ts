import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { Agent, IncomingMessage } from 'node:http';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { LockedArtifact } from '../lock/lock-file.ts';
import { createAgent } from './https-agent.ts';
import { withFileLock } from './file-lock.ts';

const IDLE_TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
const agents = new Map<boolean, Agent>();

/** FLEETLANE_MAVEN_URL, else Maven Central. Without a slash at the end. */
export function mavenUrl(env: NodeJS.ProcessEnv = process.env): string {
  return (env['FLEETLANE_MAVEN_URL'] || 'https://repo1.maven.org/maven2').replace(/\/+$/, '');
}

/** Called with the bytes that arrived, and with a negative number when bytes counted before turned out useless. */
export type OnBytes = (bytes: number) => void;

export interface DownloadOptions {
  readonly onBytes?: OnBytes;
  /** Ends the download early; what has arrived stays for the next run. */
  readonly signal?: AbortSignal;
}

/** The file came, but is not the one that the lock file names. The file is removed, nothing uses it. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';
}

/** The server answered with something else than the file. Asking again would not help. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

function request(url: string, fromByte: number, signal?: AbortSignal): Promise<IncomingMessage> {
  const secure = url.startsWith('https:');
  const agent = agents.get(secure) ?? createAgent(secure);
  agents.set(secure, agent);
  const headers = { 'user-agent': 'fleetlane-stack', ...(fromByte > 0 ? { range: `bytes=${fromByte}-` } : {}) };
  return new Promise((resolve, reject) => {
    const pending = (secure ? httpsGet : httpGet)(url, { agent, headers, timeout: IDLE_TIMEOUT_MS, ...(signal && { signal }) }, resolve);
    pending.on('timeout', () => pending.destroy(new Error(`no byte came for ${IDLE_TIMEOUT_MS / 1000} s`)));
    pending.on('error', reject);
  });
}

async function requestFollowing(url: string, fromByte: number, signal?: AbortSignal): Promise<IncomingMessage> {
  let address = url;
  for (let hop = 0; hop < 5; hop++) {
    const response = await request(address, fromByte, signal);
    const { location } = response.headers;
    if (location === undefined || (response.statusCode ?? 0) < 300 || (response.statusCode ?? 0) > 399) return response;
    response.resume();
    address = new URL(location, address).href;
  }
  throw new RefusedError('it redirects in circles');
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function fetchPart(url: string, part: string, { onBytes = () => undefined, signal }: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const response = await requestFollowing(url, have, signal);
  const status = response.statusCode ?? 0;
  if (status === 416) {
    response.resume();
    await rm(part, { force: true });
    onBytes(-have);
    throw new Error('the part that was kept is longer than the file');
  }
  if (status !== 200 && status !== 206) {
    response.resume();
    const failure = `it answered ${status} ${response.statusMessage ?? ''}`.trim();
    throw status === 429 || status >= 500 ? new Error(failure) : new RefusedError(failure);
  }
  const resumed = status === 206;
  if (!resumed) onBytes(-have);
  response.on('data', (chunk: Buffer) => onBytes(chunk.length));
  await pipeline(response, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

async function fetchWithRetries(url: string, part: string, options: DownloadOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchPart(url, part, options);
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (attempt === ATTEMPTS || cause instanceof RefusedError) {
        const why = cause instanceof Error ? cause.message || cause.name : String(cause);
        throw new Error(
          `Could not download ${url}: ${why}.\n`
          + 'Check the network (HTTPS_PROXY and the system certificates are honoured), or set FLEETLANE_MAVEN_URL to a Maven repository\n'
          + 'that this machine reaches. What has arrived is kept; the next run goes on from there.', { cause });
      }
      await sleep(500 * attempt);
    }
  }
}

async function verify(url: string, part: string, path: string, expected: LockedArtifact): Promise<void> {
  const actual = await sha256Of(part);
  if (actual === expected.sha256) return;
  const size = await sizeOf(part);
  await rm(part, { force: true });
  throw new ChecksumError(
    `${url} is not the locked file: SHA-256 ${actual} (${size} bytes) came, ${expected.sha256} (${expected.size} bytes) is locked.\n`
    + `Nothing was kept at ${path}. Run it again; if it stays so, the repository in FLEETLANE_MAVEN_URL serves another file, or the lock is wrong (npm run stack lock).`);
}

/**
 * Brings `url` to `path`, unless it is there. Resumes what an earlier run left in `path.part`; the file appears under its
 * name whole and verified or not at all, also when two processes want it at once. Throws what, where and what to do.
 */
export async function downloadTo(url: string, path: string, expected?: LockedArtifact, options: DownloadOptions = {}): Promise<void> {
  const present = (): Promise<boolean> => sizeOf(path).then((size) => size > 0 && (expected === undefined || size === expected.size));
  if (await present()) return;
  await mkdir(dirname(path), { recursive: true });
  await withFileLock(`${path}.lock`, async () => {
    if (await present()) return;
    const part = `${path}.part`;
    const have = await sizeOf(part);
    options.onBytes?.(have);
    if (expected === undefined || have !== expected.size) await fetchWithRetries(url, part, options);
    if (expected !== undefined) await verify(url, part, path, expected);
    await rename(part, path);
  });
}

/** A small text file; throws on any status but 200. */
export async function fetchText(url: string): Promise<string> {
  const response = await requestFollowing(url, 0);
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  return (await response.setEncoding('utf8').toArray()).join('');
}
