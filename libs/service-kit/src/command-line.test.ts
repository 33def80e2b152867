import { describe, expect, test } from 'vitest';
import { COMMANDS, helpText, readCommandLine, UsageError } from './command-line.ts';

describe('a command line', () => {
  test.each([
    [[], 'run', undefined],
    [['--config', 'a.yaml'], 'run', 'a.yaml'],
    [['check', '-c', 'a.yaml'], 'check', 'a.yaml'],
    [['--config=a.yaml', 'print-config'], 'print-config', 'a.yaml'],
    [['version'], 'version', undefined],
    [['check', '--help'], 'help', undefined],
    [['-h'], 'help', undefined],
  ])('%j means %s', (args, command, configFile) => {
    expect(readCommandLine(args)).toMatchObject({ command, configFile });
  });

  test.each([
    [['--confg', 'a'], 'there is no option --confg; did you mean --config?'],
    [['--frobnicate'], 'there is no option --frobnicate; see --help'],
    [['chek'], 'there is no command chek; did you mean check?'],
    [['dance'], 'there is no command dance; see --help'],
    [['check', 'now'], 'now is one word too many'],
    [['toString'], 'there is no command toString; see --help'],
  ])('%j is refused: %s', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(new UsageError(message));
  });

  test('with an option that lacks its value, or a short one that is unknown, is refused', () => {
    expect(() => readCommandLine(['--config'])).toThrow(UsageError);
    expect(() => readCommandLine(['-x'])).toThrow(UsageError);
  });
});

test('the help names every command', () => {
  for (const command of Object.keys(COMMANDS)) expect(helpText('sink', 'x')).toContain(`\n  ${command} `);
});
