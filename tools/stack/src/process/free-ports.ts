import { createServer } from 'node:net';

const LOWEST = 15_000;
const HIGHEST = 32_000;

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

const given = new Set<number>();

/**
 * Free loopback ports, never the same twice in one process. Below the ephemeral range on purpose: a server that was killed
 * must find its port free again, and no client's outgoing connection may have taken it (or connected to itself) meanwhile.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt > 1_000) throw new Error(`No ${count} free ports between ${LOWEST} and ${HIGHEST} on 127.0.0.1`);
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port) || !(await canBind(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}
