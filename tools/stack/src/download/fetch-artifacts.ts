import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf, parseCoordinate, repositoryPathOf } from '../lock/coordinate.ts';
import type { LockFile } from '../lock/lock-file.ts';
import { downloadTo, mavenUrl } from './download.ts';
import type { DownloadProgress } from './progress.ts';

const PARALLEL = 4;

/** Where a coordinate lies in the cache: the group keeps equal file names of different projects apart. */
export function artifactPath(cache: string, text: string): string {
  const coordinate = parseCoordinate(text);
  return join(cache, 'artifacts', coordinate.group, fileNameOf(coordinate));
}

/** Brings every coordinate to the cache, four at a time, largest first. The first that cannot be had stops the others. */
export async function fetchArtifacts(lock: LockFile, coordinates: readonly string[], cache: string, progress: DownloadProgress): Promise<void> {
  const sizeOf = (coordinate: string): number => lock.artifacts[coordinate]?.size ?? 0;
  const missing = coordinates.filter((coordinate) => !existsSync(artifactPath(cache, coordinate))).toSorted((a, b) => sizeOf(b) - sizeOf(a));
  if (missing.length === 0) return;
  progress.begin(missing.length, missing.reduce((sum, coordinate) => sum + sizeOf(coordinate), 0));
  const abort = new AbortController();
  const queue = missing.values();
  const work = async (): Promise<void> => {
    for (const coordinate of queue) {
      const url = `${mavenUrl()}/${repositoryPathOf(parseCoordinate(coordinate))}`;
      await downloadTo(url, artifactPath(cache, coordinate), lock.artifacts[coordinate], { onBytes: (bytes) => progress.add(bytes), signal: abort.signal });
      progress.fileDone();
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, work));
  } catch (error) {
    abort.abort();
    progress.end(false);
    throw error;
  }
  progress.end(true);
}
