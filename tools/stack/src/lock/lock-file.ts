import { readFileSync } from 'node:fs';
import { parseCoordinate } from './coordinate.ts';

/** What a download must turn out to be. `size` is in bytes. */
export interface LockedArtifact {
  readonly sha256: string;
  readonly size: number;
}

/** Folder in the assembled home -> coordinates of the files in it. A folder that starts with `unpack:` gets the archive's content. */
export type HomeContents = Readonly<Record<string, readonly string[]>>;

/** artifacts.lock.json: exactly which bytes every server is made of, so that a run today and a run next year start the same thing. */
export interface LockFile {
  readonly homes: Readonly<Record<string, HomeContents>>;
  readonly artifacts: Readonly<Record<string, LockedArtifact>>;
}

const LOCK_URL = new URL('../../artifacts.lock.json', import.meta.url);

/** Path of the committed lock file. */
export const lockPath = LOCK_URL.pathname;

/** Reads and checks a lock. Throws naming the first entry that cannot be used: half a lock would download unchecked bytes. */
export function parseLock(json: string, origin = lockPath): LockFile {
  const lock = JSON.parse(json) as Partial<LockFile>;
  if (lock.homes === undefined || lock.artifacts === undefined) throw new Error(`${origin}: "homes" or "artifacts" is missing`);
  for (const [coordinate, artifact] of Object.entries(lock.artifacts)) {
    parseCoordinate(coordinate);
    if (!/^[0-9a-f]{64}$/.test(artifact.sha256)) throw new Error(`${origin}: ${coordinate} has no SHA-256`);
    if (!Number.isSafeInteger(artifact.size) || artifact.size <= 0) throw new Error(`${origin}: ${coordinate} has no size`);
  }
  for (const [home, contents] of Object.entries(lock.homes)) {
    for (const coordinate of Object.values(contents).flat()) {
      if (lock.artifacts[coordinate] === undefined) throw new Error(`${origin}: ${home} needs ${coordinate}, which is not locked`);
    }
  }
  return { homes: lock.homes, artifacts: lock.artifacts };
}

export function readLock(path = lockPath): LockFile {
  return parseLock(readFileSync(path, 'utf8'), path);
}

/** Every coordinate that a home is made of, each once. */
export function coordinatesOf(lock: LockFile, home: string): string[] {
  const contents = lock.homes[home];
  if (contents === undefined) throw new Error(`The lock file knows no home "${home}"; it has ${Object.keys(lock.homes).join(', ')}`);
  return [...new Set(Object.values(contents).flat())];
}
