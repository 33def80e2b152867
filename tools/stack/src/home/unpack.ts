import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

async function unzip(archive: string, into: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(await readFile(archive)))) {
    const relative = normalize(name);
    if (relative.startsWith('..') || relative.startsWith('/')) throw new Error(`${archive} holds "${name}", which leaves its directory`);
    const target = join(into, relative);
    if (name.endsWith('/')) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** Unpacks a .zip, or a .tar.gz through the system's tar. */
export async function unpack(archive: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  if (archive.endsWith('.zip')) return unzip(archive, into);
  await promisify(execFile)('tar', ['-xzf', archive, '-C', into, '--no-same-owner']);
}
