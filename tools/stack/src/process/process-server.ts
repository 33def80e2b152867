import type { Server } from '../stack.ts';
import type { ServerProcess } from './server-process.ts';

/** The `Server` half of a server whose nodes are processes; each kind of server adds its addresses. */
export function serverOf(name: string, nodes: readonly ServerProcess[]): Server {
  const chosen = (node?: number): readonly ServerProcess[] => {
    if (node === undefined) return nodes;
    const one = nodes[node - 1];
    if (one === undefined) throw new RangeError(`${name} has no node ${node}; there are ${nodes.length}, counted from 1`);
    return [one];
  };
  const each = async (node: number | undefined, act: (process: ServerProcess) => Promise<void> | void): Promise<void> => {
    await Promise.all(chosen(node).map(async (process) => act(process)));
  };
  return {
    name,
    provider: 'processes',
    get pids() { return nodes.flatMap(({ pid }) => pid ?? []); },
    stop: (node) => each(node, (process) => process.stop()),
    kill: (node) => each(node, (process) => process.kill()),
    start: (node) => each(node, (process) => process.start()),
    pause: (node) => each(node, (process) => process.pause()),
    resume: (node) => each(node, (process) => process.resume()),
  };
}
