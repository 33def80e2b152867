#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const [command, ...args] = process.argv.slice(2);

const COMMANDS = {
  nx: ['nx', 'run-many', '-t', ...args],
  'nx-one': ['nx', 'run', ...args],
  all: ['node', 'tools/run/test-all.mjs', ...args],
  demo: ['node', 'tools/demo/src/main.ts', ...args],
  stack: ['node', 'tools/stack/src/cli.ts', ...args],
  docs: ['node', 'tools/docs/src/main.ts', ...args],
  bench: ['node', 'test/bench/main.ts', ...args],
};

if (!Object.hasOwn(COMMANDS, command ?? '')) {
  console.error(`Unknown command "${command ?? ''}". Known: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
installIfNeeded(root);
process.exit(runOnNode24(COMMANDS[command]));

/** Runs with node_modules/.bin first on the path: `node` there is Node 24, whatever the system has. */
function runOnNode24([program, ...programArgs]) {
  const bin = join(root, 'node_modules', '.bin');
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    NX_NO_CLOUD: 'true',
    NX_DAEMON: 'false',
    // Companies put their own certificate authority into the system's store; Node 24 looks there when told to.
    NODE_USE_SYSTEM_CA: '1',
  };
  if (!existsSync(join(bin, 'node'))) {
    console.error('node_modules/.bin/node is missing: the npm package "node" brings Node 24 by its install script. Allow install scripts and run npm ci again.');
    return 1;
  }
  const { status, signal } = spawnSync(join(bin, program), programArgs, { cwd: root, env, stdio: 'inherit' });
  return status ?? (signal ? 130 : 1);
}
