import { parseArgs } from 'node:util';
import { nearest } from '@fleetlane/config';

export const COMMANDS = {
  run: 'Run the service (the default).',
  check: 'Validate the configuration, connect, verify rights; exit 0 when all is well, 1 when not.',
  'print-config': 'Print the configuration as it is understood, secrets masked.',
  'print-config-schema': 'Print the JSON Schema of the configuration.',
  version: 'Print the version.',
} as const;
export type Command = keyof typeof COMMANDS;

export interface CommandLine {
  readonly command: Command | 'help';
  readonly configFile: string | undefined;
  readonly json: boolean;
}

/** Thrown for words that make no sense; the message says what was meant. */
export class UsageError extends Error {}

const OPTIONS = { config: { type: 'string', short: 'c' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

export function readCommandLine(args: readonly string[]): CommandLine {
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name !== undefined && !Object.hasOwn(OPTIONS, name)) throw new UsageError(`there is no option --${name}${suggestion(nearest(name, Object.keys(OPTIONS)), '--')}`);
  }
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { command: 'help', configFile: undefined, json: false };
  const [command = 'run', ...more] = positionals;
  if (!Object.hasOwn(COMMANDS, command)) throw new UsageError(`there is no command ${command}${suggestion(nearest(command, Object.keys(COMMANDS)), '')}`);
  if (more.length > 0) throw new UsageError(`${more.join(' ')} is one word too many`);
  return { command: command as Command, configFile: values.config, json: values.json ?? false };
}

export function helpText(name: string, description: string): string {
  const commands = Object.entries(COMMANDS).map(([command, text]) => `  ${command.padEnd(20)} ${text}`);
  return `${name}: ${description}

Usage: ${name} [command] --config FILE

Commands:
${commands.join('\n')}

Options:
  -c, --config FILE    Configuration, YAML. Environment variables stand in it as \${NAME}.
      --json           Print the result of check as JSON.
  -h, --help           Print this.
`;
}

function suggestion(meant: string | undefined, prefix: string): string {
  return meant ? `; did you mean ${prefix}${meant}?` : '; see --help';
}
