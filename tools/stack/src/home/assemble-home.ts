import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../download/cache-directory.ts';
import { artifactPath, fetchArtifacts } from '../download/fetch-artifacts.ts';
import { withFileLock } from '../download/file-lock.ts';
import type { DownloadProgress } from '../download/progress.ts';
import { fileNameOf, parseCoordinate } from '../lock/coordinate.ts';
import type { LockFile } from '../lock/lock-file.ts';
import { coordinatesOf } from '../lock/lock-file.ts';
import { linkOrCopy } from './link-tree.ts';
import { moduleFiles } from './opensearch-modules.ts';
import { unpack } from './unpack.ts';

const UNPACK = 'unpack:';

/** OpenSearch makes these itself when they are missing, and fails where it may not. */
const EMPTY_DIRECTORIES = ['bin', 'lib', 'modules', 'plugins', 'extensions'];

function isOpenSearch(home: string): boolean {
  return home.startsWith('opensearch-');
}

function textFilesOf(lock: LockFile, home: string): Record<string, string> {
  return isOpenSearch(home) ? moduleFiles(home.split('-')[1] ?? '', Object.keys(lock.homes[home] ?? {})) : {};
}

function fingerprintOf(lock: LockFile, home: string): string {
  const locked = coordinatesOf(lock, home).map((coordinate) => [coordinate, lock.artifacts[coordinate]?.sha256]);
  return createHash('sha256').update(JSON.stringify([lock.homes[home], locked, textFilesOf(lock, home)])).digest('hex').slice(0, 12);
}

async function build(lock: LockFile, home: string, cache: string, into: string): Promise<void> {
  for (const [folder, coordinates] of Object.entries(lock.homes[home] ?? {})) {
    for (const coordinate of coordinates) {
      const file = artifactPath(cache, coordinate);
      if (folder.startsWith(UNPACK)) {
        await unpack(file, join(into, folder.slice(UNPACK.length)));
        continue;
      }
      await mkdir(join(into, folder), { recursive: true });
      await linkOrCopy(file, join(into, folder, fileNameOf(parseCoordinate(coordinate))));
    }
  }
  if (isOpenSearch(home)) await Promise.all(EMPTY_DIRECTORIES.map((name) => mkdir(join(into, name), { recursive: true })));
  for (const [path, content] of Object.entries(textFilesOf(lock, home))) {
    await mkdir(dirname(join(into, path)), { recursive: true });
    await writeFile(join(into, path), content);
  }
}

/**
 * Directory of a server that is ready to start, put together from the locked artifacts. Built once for each content of the
 * lock and kept in the cache; a half-built one never carries the final name.
 */
export async function assembleHome(lock: LockFile, home: string, progress: DownloadProgress, cache = cacheDirectory()): Promise<string> {
  const path = join(cache, 'homes', `${home}-${fingerprintOf(lock, home)}`);
  if (existsSync(path)) return path;
  await fetchArtifacts(lock, coordinatesOf(lock, home), cache, progress);
  await mkdir(dirname(path), { recursive: true });
  await withFileLock(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    const partial = `${path}.partial`;
    await rm(partial, { recursive: true, force: true });
    await build(lock, home, cache, partial);
    await rename(partial, path);
  });
  return path;
}
