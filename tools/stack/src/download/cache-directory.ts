import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads and assembled homes are kept between runs: FLEETLANE_CACHE, else ~/.cache/fleetlane. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env['FLEETLANE_CACHE'] || join(homedir(), '.cache', 'fleetlane');
}
