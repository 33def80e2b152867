import { closeSync, openSync, writeFileSync } from 'node:fs';
import { StreamError } from '@fleetlane/stream';
import { type Command, readCommandLine } from './command-line.ts';
import { HELP } from './help.ts';
import { ProgressLine } from './progress-line.ts';
import { simulate } from './simulate.ts';
import type { SimulationReport } from './simulation-report.ts';

const EXIT = { done: 0, failed: 1, wrongSettings: 2, interrupted: 130 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let command: Command | 'help';
  try {
    command = readCommandLine(args);
    if (command !== 'help' && command.reportFile !== undefined) demandWritable(command.reportFile);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.wrongSettings;
  }
  if (command === 'help') {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  const line = new ProgressLine(process.stderr);
  const report = await simulate(command.simulation, { onProgress: (progress) => line.show(progress), signal: stopSignal() });
  line.end();
  process.stdout.write(summary(report));
  if (command.reportFile !== undefined) writeFileSync(command.reportFile, `${JSON.stringify(report, null, 2)}\n`);
  return report.ended === 'failed' ? EXIT.failed : EXIT.done;
}

/** Better said now than after an hour. */
function demandWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `report: ${JSON.stringify(file)} cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

/** Aborts on the first signal; the second ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

function summary({ ended, error, produced, unacknowledged, durationMs, ratePerSecond, expected, dirt, topics }: SimulationReport): string {
  const lines = [`${ended}${error === undefined ? '' : `: ${error}`}`, `produced ${produced} records in ${(durationMs / 1000).toFixed(1)} s, ${ratePerSecond}/s`];
  if (unacknowledged > 0) lines.push(`not acknowledged: ${unacknowledged} records, which may or may not stand in their topics`);
  for (const { topic, records, partitions } of topics) lines.push(`  ${topic}: ${records} in ${partitions.length} partitions`);
  for (const { kind, records, expectedFate } of dirt) lines.push(`  ${kind}: ${records}, to be ${expectedFate}`);
  lines.push(`expected: ${expected.indexed} indexed, ${expected['dead-lettered']} dead-lettered`);
  return `${lines.join('\n')}\n`;
}
