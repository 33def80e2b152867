const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `act` when this process ends by itself or by a signal; it must not wait for anything. A process that handles these
 * signals itself is left to do so: it ends later, and then `act` runs. Returns how to take it back.
 */
export function onOwnerEnd(act: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => listener !== onSignal && !ours.has(listener))) return;
    act();
    forget();
    if (!process.listeners(signal).some((listener) => ours.has(listener))) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', act);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    ours.delete(onSignal);
  };
  ours.add(onSignal);
  process.on('exit', act);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}

type Listener = (...args: never[]) => void;
const ours = new Set<Listener>();
