import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchOpenSearch } from './opensearch.ts';

const HELP = `Measures the services on this machine, on real servers that it starts.

  npm run bench -- opensearch [options]

  --records N   records in each run (200000)
  --rounds N    interleaved rounds of which the median is taken (3)

Prints a table and writes bench-results/opensearch.json. The servers share the cores with what is measured: compare the
lines of one table with each other, not with another machine's.
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { records: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '3' }, help: { type: 'boolean', default: false } } });
if (values.help || positionals.length === 0) process.stdout.write(HELP);
else if (positionals[0] !== 'opensearch') {
  process.stderr.write(`bench: there is no benchmark ${positionals[0]}; there is opensearch\n`);
  process.exitCode = 2;
} else {
  const result = await benchOpenSearch({ records: Number(values.records), rounds: Number(values.rounds) }, (line) => process.stdout.write(`${line}\n`));
  const directory = join(import.meta.dirname, '..', '..', 'bench-results');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'opensearch.json'), `${JSON.stringify(result, undefined, 2)}\n`);
}
