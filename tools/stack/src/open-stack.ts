import { chooseProvider } from './containers/choose-provider.ts';
import { openContainerStack } from './containers/container-stack.ts';
import type { ProgressTarget } from './download/progress.ts';
import { openProcessStack } from './process/process-stack.ts';
import type { ProviderName, Stack } from './stack.ts';

export interface OpenStackOptions {
  /** Forces a provider, as FLEETLANE_STACK does; this one wins. */
  readonly provider?: ProviderName;
  /** Directory for data, configuration and logs; new or empty. Default: one of its own in the temporary directory. */
  readonly dir?: string;
  /** Leave the directory behind on close, and stop the servers in good order. Default false. */
  readonly keepData?: boolean;
  /** Takes each line of progress. Default: standard error, with a bar while downloading when that is a terminal. */
  readonly progress?: (line: string) => void;
}

/** Lines, and a bar that draws over itself where that can be done. */
export function standardError(): ProgressTarget {
  const line = (text: string): void => void process.stderr.write(`${text}\n`);
  if (!process.stderr.isTTY) return { line };
  return { line, redraw: (text) => void process.stderr.write(`\r\x1b[2K${text}`) };
}

/** Which provider `openStack` would take. Throws when the one that was forced cannot be used. */
export function openProviderName(forced?: ProviderName): Promise<ProviderName> {
  return chooseProvider(forced ?? process.env['FLEETLANE_STACK']);
}

/** Opens a stack with no server in it yet, and says which provider serves. */
export async function openStack(options: OpenStackOptions = {}): Promise<Stack> {
  const target = options.progress === undefined ? standardError() : { line: options.progress };
  const stack = (await openProviderName(options.provider)) === 'containers' ? openContainerStack(options) : openProcessStack(options, target);
  target.line(`stack: servers run as ${stack.provider}, in ${stack.dir}`);
  return stack;
}
