import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `npm ci` when node_modules is missing or was made from another lockfile. Plain JavaScript without dependencies: this
 * is what runs first in a fresh clone, on whatever Node the machine has.
 */
export function installIfNeeded(root) {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules', '.fleetlane-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing the dependencies (npm ci), once per lockfile; this takes a minute or two …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) {
    console.error(`npm ci failed (${error ? error.message : `exit ${status}`}). Check the network or the npm registry setting, then run the command again.`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
