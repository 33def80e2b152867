import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { downloadTo } from './download.ts';

const CONTENT = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const EXPECTED = { sha256: createHash('sha256').update(CONTENT).digest('hex'), size: CONTENT.length };

let dir: string, target: string, url: string, server: Server;
let ranges: (string | undefined)[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

function serveWithRanges(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= CONTENT.length) return void response.writeHead(416).end();
  response.writeHead(from > 0 ? 206 : 200).end(CONTENT.subarray(from));
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fleetlane-download-'));
  target = join(dir, 'group', 'file.jar');
  ranges = [];
  answer = serveWithRanges;
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.jar`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true });
});

describe('a download', () => {
  test('arrives whole under its name and leaves nothing beside it', async () => {
    let counted = 0;
    await downloadTo(url, target, EXPECTED, { onBytes: (bytes) => { counted += bytes; } });
    expect(readFileSync(target)).toEqual(CONTENT);
    expect(counted).toBe(CONTENT.length);
    expect(readdirSync(join(dir, 'group'))).toEqual(['file.jar']);
  });

  test('is not asked for again once it is there', async () => {
    await downloadTo(url, target, EXPECTED);
    await downloadTo(url, target, EXPECTED);
    expect(ranges).toHaveLength(1);
  });

  test('goes on where an earlier run stopped', async () => {
    target = join(dir, 'file.jar');
    writeFileSync(`${target}.part`, CONTENT.subarray(0, 60_000));
    let counted = 0;
    await downloadTo(url, target, EXPECTED, { onBytes: (bytes) => { counted += bytes; } });
    expect(ranges).toEqual(['bytes=60000-']);
    expect(readFileSync(target)).toEqual(CONTENT);
    expect(counted).toBe(CONTENT.length);
  });

  test('goes on by itself when the connection breaks in the middle', async () => {
    answer = (request, response) => {
      if (ranges.length > 1) return serveWithRanges(request, response);
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 30_000), () => setTimeout(() => response.destroy(), 50));
    };
    await downloadTo(url, target, EXPECTED);
    expect(ranges).toEqual([undefined, 'bytes=30000-']);
    expect(readFileSync(target)).toEqual(CONTENT);
  });

  test('starts over when the server knows no ranges, and when the part is longer than the file', async () => {
    target = join(dir, 'file.jar');
    writeFileSync(`${target}.part`, CONTENT.subarray(0, 60_000));
    answer = (_, response) => void response.writeHead(200).end(CONTENT);
    await downloadTo(url, target, EXPECTED);
    expect(readFileSync(target)).toEqual(CONTENT);

    rmSync(target);
    writeFileSync(`${target}.part`, Buffer.concat([CONTENT, CONTENT]));
    answer = serveWithRanges;
    await downloadTo(url, target, EXPECTED);
    expect(readFileSync(target)).toEqual(CONTENT);
  });

  test('with another checksum is refused, named and thrown away', async () => {
    await expect(downloadTo(url, target, { sha256: '0'.repeat(64), size: CONTENT.length }))
      .rejects.toThrow(/file\.jar is not the locked file: SHA-256 [0-9a-f]{64} \(100000 bytes\) came, 0{64}.*Run it again/s);
    expect(readdirSync(join(dir, 'group'))).toEqual([]);
  });

  test('wanted twice at once is made once', async () => {
    await Promise.all([downloadTo(url, target, EXPECTED), downloadTo(url, target, EXPECTED)]);
    expect(ranges).toHaveLength(1);
  });

  test('takes over the lock of a process that died', async () => {
    target = join(dir, 'file.jar');
    writeFileSync(`${target}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
    await downloadTo(url, target, EXPECTED);
    expect(existsSync(`${target}.lock`)).toBe(false);
  });

  test('that is refused is not retried, and the message says what, where and what to do', async () => {
    answer = (_, response) => void response.writeHead(404).end();
    await expect(downloadTo(url, target, EXPECTED)).rejects.toThrow(/Could not download http.*file\.jar: it answered 404 Not Found.*FLEETLANE_MAVEN_URL/s);
    expect(ranges).toHaveLength(1);
  });

  test('without a network fails with the reason after three attempts', async () => {
    server.close();
    await expect(downloadTo(url.replace(/\d+\/file/, '1/file'), target, EXPECTED)).rejects.toThrow(/ECONNREFUSED.*Check the network/s);
  });

  test('that was called off leaves its part for the next run', async () => {
    const abort = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 30_000), () => setTimeout(() => abort.abort(), 50));
    };
    await expect(downloadTo(url, target, EXPECTED, { signal: abort.signal })).rejects.toThrow();
    expect(readFileSync(`${target}.part`)).toHaveLength(30_000);
  });
});
