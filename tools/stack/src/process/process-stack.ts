import { chmodSync } from 'node:fs';
import type { ProgressTarget } from '../download/progress.ts';
import { launchKafka } from '../kafka/launch-kafka.ts';
import { launchOpenSearch } from '../opensearch/launch-opensearch.ts';
import { launchRegistry } from '../registry/launch-registry.ts';
import { launchS3 } from '../s3/launch-s3.ts';
import type { Stack } from '../stack.ts';
import { onOwnerEnd } from './owner-end.ts';
import { createStackDirectory, reapStacks } from './stack-directory.ts';
import { createWorkplace } from './workplace.ts';

/** A stack whose servers are processes of this machine. */
export function openProcessStack(options: { dir?: string; keepData?: boolean }, target: ProgressTarget): Stack {
  for (const path of reapStacks()) target.line(`removed ${path}, left behind by a run that was killed`);
  const directory = createStackDirectory(options);
  chmodSync(directory.path, 0o755);
  const workplace = createWorkplace(directory, target);
  const killAll = (): void => {
    for (const process of workplace.processes) process.killNow();
    if (options.keepData !== true) directory.remove();
  };
  const forget = onOwnerEnd(killAll);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Data that nobody will read needs no orderly end.
    await Promise.all(workplace.processes.map((process) => (options.keepData === true ? process.stop() : process.kill())));
    forget();
    if (options.keepData !== true) directory.remove();
  };
  return {
    provider: 'processes',
    dir: directory.path,
    kafka: (kafkaOptions = {}) => launchKafka(workplace, kafkaOptions),
    opensearch: (openSearchOptions = {}) => launchOpenSearch(workplace, openSearchOptions),
    s3: () => launchS3(workplace),
    registry: () => launchRegistry(workplace),
    close: () => (closing ??= close()),
  };
}
