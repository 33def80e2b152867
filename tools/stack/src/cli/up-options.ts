import { parseArgs } from 'node:util';
import type { KafkaOptions, OpenSearchVersion } from '../stack.ts';
import type { ServerKind } from './state.ts';
import { SERVER_KINDS } from './state.ts';

export interface UpOptions {
  readonly kinds: readonly ServerKind[];
  readonly nodes: 1 | 3;
  readonly security: NonNullable<KafkaOptions['security']>;
  readonly opensearch?: OpenSearchVersion;
}

/** The command line cannot be understood; the message says what is allowed. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${what} "${value}" is not known; use ${allowed.join(', ')}`);
  return found;
}

/** Servers that `up` starts when none is named. */
const DEFAULT_KINDS: readonly ServerKind[] = ['kafka', 'opensearch'];

export function parseUpOptions(args: readonly string[]): UpOptions {
  const { values, positionals } = parse(args);
  return {
    kinds: positionals.length === 0 ? DEFAULT_KINDS : [...new Set(positionals.map((name) => oneOf('Server', name, SERVER_KINDS)))],
    nodes: oneOf('--nodes', values.nodes, ['1', '3']) === '3' ? 3 : 1,
    security: oneOf('--security', values.security, ['plaintext', 'sasl-scram', 'tls', 'all']),
    ...(values.opensearch === undefined ? {} : { opensearch: oneOf('--opensearch', values.opensearch, ['3.8.0', '2.19.4', '2.19.4-secured']) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { nodes: { type: 'string', default: '1' }, security: { type: 'string', default: 'plaintext' }, opensearch: { type: 'string' } },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
