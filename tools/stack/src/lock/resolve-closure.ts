import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseCoordinate } from './coordinate.ts';

const LISTED = /^\s+([\w.-]+):([\w.-]+):jar:(?:([\w.-]+):)?([\w.-]+)(?:\s|$)/;

/** Coordinates in the output of `mvn dependency:list -Dmdep.outputScope=false`. Native libraries (a classifier) are not needed and left out. */
export function parseDependencyList(output: string): string[] {
  const found = output.split('\n').map((line) => LISTED.exec(line)).filter((match) => match !== null);
  return found.filter(([, , , classifier]) => classifier === undefined).map(([, group, artifact, , version]) => `${group}:${artifact}:${version}`);
}

function pom(artifactId: string, body: string): string {
  return `<project><modelVersion>4.0.0</modelVersion><groupId>fleetlane.lock</groupId><artifactId>${artifactId}</artifactId><version>1</version>${body}</project>\n`;
}

function dependency(root: string): string {
  const { group, artifact, version } = parseCoordinate(root);
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}

/**
 * The runtime closure of each list of roots, by Maven's own rules, in the order given. Needs `mvn` on the PATH: only a
 * maintainer who moves a version runs this.
 */
export async function resolveClosures(rootLists: readonly (readonly string[])[]): Promise<string[][]> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetlane-lock-'));
  try {
    const modules = rootLists.map((_, index) => `set-${index}`);
    await writeFile(join(dir, 'pom.xml'), pom('all', `<packaging>pom</packaging><modules>${modules.map((name) => `<module>${name}</module>`).join('')}</modules>`));
    for (const [index, roots] of rootLists.entries()) {
      await mkdir(join(dir, `set-${index}`));
      await writeFile(join(dir, `set-${index}`, 'pom.xml'), pom(`set-${index}`, `<dependencies>${roots.map(dependency).join('')}</dependencies>`));
    }
    await promisify(execFile)('mvn', [
      '-q', '-B', 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:list',
      '-DincludeScope=runtime', '-Dmdep.outputScope=false', '-DoutputFile=list.txt',
    ], { cwd: dir });
    return await Promise.all(modules.map(async (name) => parseDependencyList(await readFile(join(dir, name, 'list.txt'), 'utf8'))));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
