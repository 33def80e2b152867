import type { PipelineStatus } from '@fleetlane/stream';

/** What a service runs. `Pipeline` of @fleetlane/pipeline is one. */
export interface PipelineRunner {
  /** Opens everything and begins to read; may wait for a world that is down. */
  start(): Promise<void>;
  /** Cheap; asked at every probe and scrape. */
  status(): PipelineStatus;
  /** Stops reading, settles and commits what it can until the deadline. */
  drain(deadlineMs: number): Promise<{ readonly unsettled: number }>;
  close(): Promise<void>;
}

/** What the endpoints are made of. */
export interface ServiceContext {
  readonly name: string;
  readonly version: string;
  readonly startedAtMs: number;
  readonly stalledAfterMs: number;
  readonly shutdownDeadlineMs: number;
  /** The process ends so long after its pipeline has failed for good. */
  readonly exitAfterFailureMs: number;
  scrape(): Promise<string>;
  readonly metricsContentType: string;
}

export const PIPELINE_RUNNER = Symbol('PipelineRunner');
export const SERVICE_CONTEXT = Symbol('ServiceContext');
export const SERVICE_LOGGER = Symbol('Logger');
