import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, ownIdentity } from '../process/process-identity.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';

const POLL_MS = 200;

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(ownIdentity()));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || text === '') return;
  if (!isSameProcess(JSON.parse(text) as ProcessIdentity)) await rm(path, { force: true });
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
