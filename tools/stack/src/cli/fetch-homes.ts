import { createProgress } from '../download/progress.ts';
import { assembleHome } from '../home/assemble-home.ts';
import { findJava } from '../java/find-java.ts';
import { readLock } from '../lock/lock-file.ts';
import { standardError } from '../open-stack.ts';
import type { UpOptions } from './up-options.ts';

function homesOf({ kinds, opensearch }: UpOptions): string[] {
  const hasJava21 = findJava({ min: 21 }) !== undefined;
  const homes = {
    kafka: 'kafka-4.3.1',
    opensearch: `opensearch-${opensearch ?? (hasJava21 ? '3.8.0' : '2.19.4')}`,
    s3: 's3proxy-4.1.0',
    registry: hasJava21 ? 'apicurio-3.3.3' : 'apicurio-2.6.13',
  };
  return kinds.map((kind) => homes[kind]);
}

/** Downloads and assembles what `up` with the same options would start, and starts nothing. Returns where each home is. */
export async function fetchHomes(options: UpOptions): Promise<string[]> {
  const lock = readLock();
  const paths: string[] = [];
  for (const home of homesOf(options)) paths.push(await assembleHome(lock, home, createProgress(home, standardError())));
  return paths;
}
