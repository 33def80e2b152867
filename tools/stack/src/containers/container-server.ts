import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedTestContainer } from 'testcontainers';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import type { Server } from '../stack.ts';

const READY_TIMEOUT_MS = 180_000;
const READY_POLL_MS = 200;

export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  /** The host's ports are fixed ones: those that Docker chooses would change with every start. */
  readonly ports: readonly { readonly container: number; readonly host: number }[];
  readonly isReady: () => Promise<boolean>;
}

async function untilReady({ name, isReady }: ContainerPlan): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await isReady().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`The ${name} container was not usable after ${READY_TIMEOUT_MS / 1000} s; see docker logs`);
    await sleep(READY_POLL_MS);
  }
}

/** One container as a `Server`, with what Docker has for signals: kill, pause and unpause. */
export async function startContainer(plan: ContainerPlan): Promise<{ server: Server; container: StartedTestContainer }> {
  const started = await new GenericContainer(plan.image)
    .withEnvironment({ ...plan.env })
    .withExposedPorts(...plan.ports)
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(READY_TIMEOUT_MS)
    .start();
  await untilReady(plan);
  const docker = (await getContainerRuntimeClient()).container.getById(started.getId());
  const server: Server = {
    name: plan.name,
    provider: 'containers',
    pids: [],
    stop: async () => void (await docker.stop({ t: 30 })),
    kill: async () => {
      await docker.kill({ signal: 'SIGKILL' });
      await docker.wait();
    },
    start: async () => {
      if (!(await docker.inspect()).State.Running) await docker.start();
      await untilReady(plan);
    },
    pause: async () => void (await docker.pause()),
    resume: async () => void (await docker.unpause()),
  };
  return { server, container: started };
}
