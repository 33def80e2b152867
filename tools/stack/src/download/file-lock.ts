import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, ownIdentity } from '../process/process-identity.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';

const POLL_MS = 200;

async function take(path: string): Promise<boolean> {
  // Linked into place with its content: a lock without an owner could never be called stale.
  const claim = `${path}.${process.pid}-${randomUUID()}`;
  await writeFile(claim, JSON.stringify(ownIdentity()));
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(claim, { force: true });
  }
}

async function removeIfStale(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined && !isSameProcess(JSON.parse(text) as ProcessIdentity)) await rm(path, { force: true });
}

/** Runs `work` while no other process holds `path`. A lock whose owner died is taken over; waiting has no end while the owner lives. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    await removeIfStale(path);
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
