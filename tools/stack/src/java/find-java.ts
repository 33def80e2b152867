import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export interface Java {
  /** The executable. */
  readonly path: string;
  /** Feature release: 17, 21, 25. */
  readonly major: number;
}

/** Which releases a server runs on. `max` is set where a later release took away what the server needs. */
export interface JavaRange {
  readonly min: number;
  readonly max?: number;
}

/** Where to look, so that a test can point it at a directory of its own. */
export interface JavaPlaces {
  readonly env: NodeJS.ProcessEnv;
  /** Directories that hold one Java home per entry. */
  readonly collections: readonly string[];
}

export const machinePlaces = (): JavaPlaces => ({
  env: process.env,
  collections: [
    '/usr/lib/jvm',
    '/opt/java',
    '/Library/Java/JavaVirtualMachines',
    join(homedir(), 'Library/Java/JavaVirtualMachines'),
    '/opt/homebrew/opt',
    '/usr/local/opt',
    join(homedir(), '.sdkman/candidates/java'),
    join(homedir(), '.jdks'),
  ],
});

/** 17 from "17.0.9", 8 from "1.8.0_392"; undefined when there is no number. */
export function majorOf(version: string): number | undefined {
  const match = /^(?:1\.)?(\d+)/.exec(version);
  return match === null ? undefined : Number(match[1]);
}

function versionOf(home: string, executable: string): number | undefined {
  try {
    const release = join(home, 'release');
    if (existsSync(release)) {
      const named = /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(release, 'utf8'))?.[1];
      if (named !== undefined) return majorOf(named);
    }
    // `java -version` speaks on stderr.
    const said = execFileSync('/bin/sh', ['-c', '"$0" -version 2>&1', executable], { encoding: 'utf8', timeout: 10_000 });
    return majorOf(/version "([^"]+)"/.exec(said)?.[1] ?? '');
  } catch {
    return undefined;
  }
}

function* candidateHomes({ env, collections }: JavaPlaces): Generator<string> {
  if (env['JAVA_HOME']) yield env['JAVA_HOME'];
  for (const directory of (env['PATH'] ?? '').split(delimiter)) {
    const executable = join(directory, 'java');
    if (directory !== '' && existsSync(executable)) yield dirname(dirname(realpathSync(executable)));
  }
  for (const collection of collections) {
    if (!existsSync(collection)) continue;
    for (const entry of readdirSync(collection).toSorted()) {
      yield join(collection, entry);
      yield join(collection, entry, 'Contents/Home');
      yield join(collection, entry, 'libexec/openjdk.jdk/Contents/Home');
    }
  }
}

/** Every Java on this machine, the user's own choice (JAVA_HOME, PATH) first. */
export function listJavas(places: JavaPlaces = machinePlaces()): Java[] {
  const found = new Map<string, Java>();
  for (const home of candidateHomes(places)) {
    const executable = join(home, 'bin', 'java');
    if (!existsSync(executable)) continue;
    const path = realpathSync(executable);
    if (found.has(path)) continue;
    const major = versionOf(home, path);
    if (major !== undefined) found.set(path, { path, major });
  }
  return [...found.values()];
}

/** The first Java in the range, or undefined. */
export function findJava(range: JavaRange, places?: JavaPlaces): Java | undefined {
  return listJavas(places).find(({ major }) => major >= range.min && major <= (range.max ?? Infinity));
}

/** As findJava; throws a message that names what to install when there is none. */
export function requireJava(what: string, range: JavaRange, places?: JavaPlaces): Java {
  const java = findJava(range, places);
  if (java !== undefined) return java;
  const wanted = range.max === undefined ? `Java ${range.min} or newer` : `Java ${range.min} to ${range.max}`;
  const found = listJavas(places).map(({ path, major }) => `Java ${major} at ${path}`);
  throw new Error(
    `${what} needs ${wanted}; ${found.length === 0 ? 'no Java was found' : `found only ${found.join(', ')}`}.\n`
    + `Install it (Debian, Ubuntu: apt-get install openjdk-${range.min}-jre-headless; macOS: brew install openjdk@${range.min};\n`
    + `anywhere: https://adoptium.net) or point JAVA_HOME at one.`);
}
