import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ProviderName } from '../stack.ts';
import { IMAGES } from './images.ts';

/** Loading testcontainers takes most of a second: not where there is plainly no engine. */
function mayHaveDocker(): boolean {
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock'), join(homedir(), '.testcontainers.properties')];
  return Boolean(process.env['DOCKER_HOST']) || sockets.some((path) => existsSync(path));
}

async function hasAllImages(): Promise<boolean> {
  if (!mayHaveDocker()) return false;
  try {
    const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    const present = await Promise.all(Object.values(IMAGES).map((image) => client.image.exists(ImageName.fromString(image))));
    return present.every(Boolean);
  } catch {
    return false;
  }
}

async function requireDocker(): Promise<void> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
  } catch (cause) {
    throw new Error(
      `Containers were asked for, but no container engine answers (${cause instanceof Error ? cause.message : String(cause)}).\n`
      + 'Start Docker, or set DOCKER_HOST, or set FLEETLANE_STACK=processes, which needs Java only.', { cause });
  }
}

/** `forced` as FLEETLANE_STACK has it. Unforced: containers only when every image is here already, so that nothing is pulled unasked. */
export async function chooseProvider(forced: string | undefined): Promise<ProviderName> {
  if (forced === 'processes') return forced;
  if (forced === 'containers') {
    await requireDocker();
    return forced;
  }
  if (forced) throw new Error(`FLEETLANE_STACK is "${forced}"; it must be processes or containers`);
  return (await hasAllImages()) ? 'containers' : 'processes';
}
