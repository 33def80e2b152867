import { duration, port, section, z } from '@fleetlane/config';

/** Sections that every service has. */
export const serviceSections = {
  pipeline: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'is no name; write lower-case letters, digits and -' }).default('default').describe('Name of this pipeline in metrics and logs.'),
  http: section({
    host: z.string().min(1).default('0.0.0.0').describe('Address on which health and metrics are served.'),
    port: port().default(8080).describe('Its port; 0 takes any that is free.'),
  }).prefault({}).describe('Health, metrics and status over HTTP.'),
  log: section({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least important line that is written.'),
  }).prefault({}).describe('Logging to standard output, one JSON object a line.'),
  health: section({
    stalledAfter: duration({ min: '5s', max: '1h' }).prefault('60s').describe('/readyz turns red when records wait and none was settled for so long.'),
    exitAfterFailure: duration({ min: '0s', max: '1h' }).prefault('30s').describe('When reading has ended for good, the process stops in good order after so long and exits with 1. The pause lets probes and alerts see it, and slows restarts down.'),
  }).prefault({}).describe('When the service calls itself unready.'),
  shutdown: section({
    deadline: duration({ min: '1s', max: '10m' }).prefault('25s').describe('How long stopping may take. Keep it below the grace period of the pod.'),
  }).prefault({}).describe('Orderly stop.'),
};

export interface ServiceSettings {
  readonly pipeline: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly health: { readonly stalledAfter: number; readonly exitAfterFailure: number };
  readonly shutdown: { readonly deadline: number };
}
