import { statSync } from 'node:fs';
import { chmod, chown, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** `nobody` nearly everywhere; any number but 0 does. */
const NOBODY = 65_534;

/** The user that OpenSearch becomes, as it refuses to be root; undefined when we are not root ourselves. */
export function unprivilegedUser(): number | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** Throws when a user other than root cannot get to `path`: the server would fail with something much less clear. */
export function requireReachable(path: string): void {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) {
      throw new Error(`OpenSearch cannot run as root, and the user it becomes cannot enter ${at}. Set FLEETLANE_STACK_DIR to a directory that all users can enter, such as /var/tmp/fleetlane.`);
    }
    if (at === dirname(at)) return;
  }
}

/** Closes everything below `dir` to other users, as the security plugin demands, and hands it to `uid` if one is given. */
export async function giveTo(dir: string, uid: number | undefined): Promise<void> {
  for (const entry of [dir, ...(await readdir(dir, { recursive: true })).map((name) => join(dir, name))]) {
    await chmod(entry, statSync(entry).isDirectory() ? 0o700 : 0o600);
    if (uid !== undefined) await chown(entry, uid, uid);
  }
}
