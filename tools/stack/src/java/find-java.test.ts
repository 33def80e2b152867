import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findJava, listJavas, majorOf, requireJava } from './find-java.ts';

let root: string;
beforeEach(() => { root = realpathSync(mkdtempSync(join(tmpdir(), 'fleetlane-java-'))); });
afterEach(() => rmSync(root, { recursive: true }));

/** A directory that looks like a Java home. Without a release file the executable itself says its version, on stderr. */
function fakeJava(name: string, version: string, { hasReleaseFile = true } = {}): string {
  const home = join(root, name);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/java'), `#!/bin/sh\necho 'openjdk version "${version}" 2024-01-01' >&2\n`);
  chmodSync(join(home, 'bin/java'), 0o755);
  if (hasReleaseFile) writeFileSync(join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
  return home;
}

describe('finding Java', () => {
  test.each([['17.0.9', 17], ['1.8.0_392', 8], ['25', 25], ['21-ea', 21], ['none', undefined]])('version %s is release %s', (version, major) => {
    expect(majorOf(version)).toBe(major);
  });

  test('takes JAVA_HOME before PATH before the usual places, if it fits', () => {
    const [own, onPath] = [fakeJava('own', '17.0.1'), fakeJava('path', '21.0.2')];
    fakeJava('jvm/temurin-25', '25.0.1');
    const places = { env: { JAVA_HOME: own, PATH: join(onPath, 'bin') }, collections: [join(root, 'jvm')] };
    expect(findJava({ min: 17 }, places)).toEqual({ path: join(own, 'bin/java'), major: 17 });
    expect(findJava({ min: 21 }, places)?.path).toBe(join(onPath, 'bin/java'));
    expect(findJava({ min: 24 }, places)?.major).toBe(25);
    expect(findJava({ min: 18, max: 20 }, places)).toBeUndefined();
  });

  test('asks the executable when there is no release file', () => {
    fakeJava('jvm/odd', '1.8.0_392', { hasReleaseFile: false });
    expect(listJavas({ env: {}, collections: [join(root, 'jvm')] })).toEqual([{ path: join(root, 'jvm/odd/bin/java'), major: 8 }]);
  });

  test('counts a home that is linked twice once, follows a link on the PATH, and knows the layout of macOS', () => {
    const home = fakeJava('jvm/temurin/Contents/Home', '21.0.2');
    symlinkSync(join(root, 'jvm/temurin'), join(root, 'jvm/default'));
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(home, 'bin/java'), join(root, 'bin/java'));
    expect(listJavas({ env: { PATH: join(root, 'bin') }, collections: [join(root, 'jvm'), join(root, 'absent')] })).toHaveLength(1);
  });

  test('says what was found and what to install where, when nothing fits', () => {
    const home = fakeJava('old', '11.0.2');
    expect(() => requireJava('OpenSearch 3.8.0', { min: 21 }, { env: { JAVA_HOME: home }, collections: [] }))
      .toThrow(/OpenSearch 3\.8\.0 needs Java 21 or newer; found only Java 11 at .*old.*openjdk-21-jre-headless.*brew install openjdk@21/s);
    expect(() => requireJava('Kafka', { min: 17 }, { env: {}, collections: [] })).toThrow('no Java was found');
  });
});
