import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@fleetlane/stream';

/** Nest's own lines in our format; what it says about its start-up is of interest to nobody but its developers. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug(String(message)),
    debug: (message: unknown) => logger.debug(String(message)),
    verbose: (message: unknown) => logger.debug(String(message)),
    warn: (message: unknown) => logger.warn(String(message)),
    error: (message: unknown, ...details: unknown[]) => logger.error(String(message), { error: details[0] }),
  };
}
