import type { CodecName, KafkaConnectionOptions } from '@fleetlane/kafka';
import type { Logger } from '@fleetlane/stream';
import type { DirtOptions, FateOptions, RecordKind } from '@fleetlane/telemetry';

export interface SimulationOptions {
  readonly connection: KafkaConnectionOptions;
  /** Records a second over all topics; 0 is as fast as possible. Default 0. */
  readonly ratePerSecond?: number;
  /** Ends after so many records, or after so long, whichever is first. With neither it goes on until the signal aborts or the file ends. */
  readonly count?: number;
  readonly durationMs?: number;
  readonly seed?: number;
  readonly vehicles?: number;
  readonly kinds?: readonly RecordKind[];
  /** Topics by another name than their kind. */
  readonly topics?: Partial<Readonly<Record<RecordKind, string>>>;
  readonly dirt?: DirtOptions;
  /** What the sinks that will read are set to, for the fates that the report predicts. */
  readonly fates?: FateOptions;
  /** Event time of the first record. Event time then goes on at ratePerSecond. */
  readonly startTimeMs?: number;
  /** Event times are the time of sending. */
  readonly live?: boolean;
  /** Sends the rows of this trips file to the topic of vehicle-telemetry instead of generated records. */
  readonly csvFile?: string;
  readonly compression?: CodecName;
  /** A batch is sent when it holds so many bytes before compression or its first record has waited so long. */
  readonly batchBytes?: number;
  readonly lingerMs?: number;
  /** Creates the topics that do not exist. */
  readonly createTopics?: TopicCreation;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

export interface TopicCreation {
  readonly partitions: number;
  readonly replicationFactor: number;
}

export interface SimulationProgress {
  /** Since the first record; since the start while connecting. */
  readonly elapsedMs: number;
  /** Acknowledged by Kafka. */
  readonly produced: number;
  /** Acknowledged since the last progress, by time. */
  readonly ratePerSecond: number;
  /** Generated and not yet acknowledged. */
  readonly inFlight: number;
  /** Records whose sending failed for good. */
  readonly failed: number;
}

export interface SimulationHooks {
  /** Called about once a second, and at the end. Must not throw. */
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** On abort nothing more is generated; what was is sent and waited for. */
  readonly signal?: AbortSignal;
}

/** A batch with its headers stays just under 512 KiB: the buffers in which it is sent double in size, and a little more would cost twice. */
export const SIMULATION_DEFAULTS = { seed: 1, batchBytes: 480 * 1024, lingerMs: 40, compression: 'none' } as const;
