import type { LogFields, Logger } from '@fleetlane/stream';

interface Window {
  openedAtMs: number;
  repeats: number;
}

/** Windows are kept for so many different warnings; beyond that all begin anew, so that memory stays bounded. */
const MAX_WINDOWS = 1_000;

/**
 * A logger that writes the first of a run of like warnings, and then one in `everyMs` with `repeats`, the number that were left
 * out. Warnings are alike when code, topic, partition and message agree, numbers in the message aside (delays, counts). Other
 * levels pass: an error is never left out.
 */
export function throttledLogger(logger: Logger, everyMs: number, now: () => number = Date.now): Logger {
  const windows = new Map<string, Window>();
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    error: (message, fields) => logger.error(message, fields),
    warn(message, fields) {
      const key = keyOf(message, fields);
      const window = windows.get(key);
      if (window && now() - window.openedAtMs < everyMs) {
        window.repeats++;
        return;
      }
      if (windows.size >= MAX_WINDOWS) windows.clear();
      windows.set(key, { openedAtMs: now(), repeats: 0 });
      logger.warn(message, window && window.repeats > 0 ? { ...fields, repeats: window.repeats } : fields);
    },
  };
}

function keyOf(message: string, fields: LogFields | undefined): string {
  return [fields?.code, fields?.topic, fields?.partition, message.replaceAll(/\d+/g, '#')].join('\0');
}
