import { parseArgs } from 'node:util';
import { runDemo } from './demo.ts';

const HELP = `Vehicle telemetry from a real Kafka into a real OpenSearch, with the proof that nothing was lost.

  npm run demo -- [options]

  --rate N        records a second (4000)
  --seconds N     how long records are produced (30)
  --dirty SHARE   share of records that are unfit or odd (0.01)
  --keep          leave everything running afterwards and print the addresses
  --help          print this
`;

try {
  const { values } = parseArgs({
    options: { rate: { type: 'string', default: '4000' }, seconds: { type: 'string', default: '30' }, dirty: { type: 'string', default: '0.01' }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) process.stdout.write(HELP);
  else {
    const held = await runDemo(
      { ratePerSecond: number('rate', values.rate, 1, 100_000), durationMs: number('seconds', values.seconds, 1, 3_600) * 1000, dirtyShare: number('dirty', values.dirty, 0, 1), keep: values.keep },
      process.stdout,
    );
    process.exitCode = held ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError || error instanceof RangeError ? 2 : 1;
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max)) throw new RangeError(`--${name} ${text} is not a number from ${min} to ${max}`);
  return value;
}
