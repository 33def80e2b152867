import { setImmediate, setTimeout } from 'node:timers/promises';
import { BatchProducer, createCluster, partitionFor } from '@fleetlane/kafka';
import { silentLogger } from '@fleetlane/stream';
import { DEFAULT_START_TIME_MS, type GeneratorOptions, MAX_DIRTY_BYTES } from '@fleetlane/telemetry';
import { createTopics } from './create-topics.ts';
import { GeneratedFeed } from './generated-feed.ts';
import { Pacer } from './pacer.ts';
import { PartitionWriter } from './partition-writer.ts';
import type { RecordFeed } from './record-feed.ts';
import { SIMULATION_DEFAULTS, type SimulationHooks, type SimulationOptions, type SimulationProgress } from './simulation-options.ts';
import type { SimulationReport } from './simulation-report.ts';
import { Tally } from './tally.ts';
import { TripsFeed } from './trips-feed.ts';

const SLICE_MS = 10;
const PROGRESS_MS = 1_000;

/**
 * Produces records into Kafka and resolves with what was produced, also when it was stopped or failed on the way. Rejects only
 * for options that are out of range, before anything is sent.
 */
export function simulate(options: SimulationOptions, hooks: SimulationHooks = {}): Promise<SimulationReport> {
  return new Simulation(options, hooks).run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #hooks: SimulationHooks;
  readonly #feed: RecordFeed;
  readonly #tally: Tally;
  readonly #producer: BatchProducer;
  readonly #writers = new Map<string, readonly PartitionWriter[]>();
  #startedAtMs = Date.now();
  /** Monotonic; set anew when the first record is about to be made. */
  #startedMs = performance.now();
  #sliceAtMs = this.#startedAtMs;
  #generated = 0;
  #error: unknown;
  #lastProgress = { atMs: this.#startedMs, produced: 0 };

  constructor(options: SimulationOptions, hooks: SimulationHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#feed = this.#openFeed();
    this.#tally = new Tally(options.fates ?? {});
    this.#producer = new BatchProducer(createCluster(options.connection, options.logger ?? silentLogger));
  }

  async run(): Promise<SimulationReport> {
    const ticker = setInterval(() => this.#tellProgress(), PROGRESS_MS);
    let ended: SimulationReport['ended'] = 'failed';
    let sendingMs: number;
    try {
      await this.#connect();
      ended = await this.#produce();
      await this.#finish();
    } catch (error) {
      this.#error ??= error;
    } finally {
      clearInterval(ticker);
      await this.#settleAll();
      sendingMs = performance.now() - this.#startedMs;
      await this.#feed.close();
      await this.#producer.close().catch(() => undefined);
    }
    this.#tellProgress();
    return this.#report(this.#error === undefined ? ended : 'failed', Math.round(sendingMs));
  }

  #openFeed(): RecordFeed {
    const { csvFile, topics, seed = SIMULATION_DEFAULTS.seed, ratePerSecond = 0, live, ...rest } = this.#options;
    if (csvFile !== undefined) return new TripsFeed(csvFile, topics?.['vehicle-telemetry'] ?? 'vehicle-telemetry');
    const options: GeneratorOptions = { ...rest, seed, ...(topics && { topics }), ...(ratePerSecond > 0 && { eventsPerSecond: ratePerSecond }) };
    return new GeneratedFeed(live ? { ...options, now: () => this.#sliceAtMs } : options);
  }

  async #connect(): Promise<void> {
    const { connection, createTopics: creation, dirt, logger = silentLogger } = this.#options;
    const maxRecordBytes = dirt?.kinds.includes('oversized') ? MAX_DIRTY_BYTES : 0;
    if (creation !== undefined) await createTopics(connection, this.#feed.topics, creation, maxRecordBytes, logger);
    await this.#producer.connect();
    const { compression = SIMULATION_DEFAULTS.compression, batchBytes = SIMULATION_DEFAULTS.batchBytes } = this.#options;
    const writerOptions = {
      compression,
      batchBytes,
      producer: await this.#producer.newProducerId(),
      send: this.#producer.send.bind(this.#producer),
      onProduced: this.#tally.add.bind(this.#tally),
      onFailed: (error: unknown) => void (this.#error ??= error),
    };
    for (const topic of this.#feed.topics) {
      const partitions = await this.#producer.partitionCount(topic);
      if (partitions === 0) throw new Error(`topic ${topic} does not exist; create it, or give --create-topics`);
      this.#writers.set(topic, Array.from({ length: partitions }, (_, partition) => new PartitionWriter(topic, partition, writerOptions)));
    }
  }

  async #produce(): Promise<'completed' | 'stopped'> {
    const { count = Infinity, durationMs = Infinity, ratePerSecond = 0 } = this.#options;
    this.#startedAtMs = Date.now();
    this.#startedMs = performance.now();
    this.#lastProgress = { atMs: this.#startedMs, produced: 0 };
    const pacer = new Pacer(ratePerSecond, this.#startedMs);
    while (this.#error === undefined && this.#generated < count && performance.now() - this.#startedMs < durationMs) {
      if (this.#hooks.signal?.aborted) return 'stopped';
      this.#sliceAtMs = Date.now();
      const due = Math.min(pacer.take(performance.now()), count - this.#generated);
      if (!(await this.#generate(due))) return 'completed';
      this.#flushWaiting();
      await (pacer.isPaced ? setTimeout(SLICE_MS) : setImmediate());
    }
    return 'completed';
  }

  /** False when there are no more records. */
  async #generate(due: number): Promise<boolean> {
    const feed = this.#feed;
    for (let left = due; left > 0 && this.#error === undefined; left--) {
      if (!feed.next() && !((await feed.refill()) && feed.next())) return false;
      const writers = this.#writers.get(feed.topic)!;
      const writer = writers[partitionFor(feed.key, writers.length)]!;
      writer.add(feed, this.#sliceAtMs);
      this.#generated++;
      if (writer.isFull) {
        if (writer.sending !== undefined) await writer.sending;
        if (this.#error === undefined) writer.flush();
      }
    }
    return true;
  }

  #flushWaiting(): void {
    const { lingerMs = SIMULATION_DEFAULTS.lingerMs } = this.#options;
    for (const writer of this.#allWriters()) if (writer.hasWaited(lingerMs, this.#sliceAtMs)) writer.flush();
  }

  /** Sends what is left. */
  async #finish(): Promise<void> {
    await this.#settleAll();
    if (this.#error !== undefined) return;
    for (const writer of this.#allWriters()) writer.flush();
    await this.#settleAll();
  }

  async #settleAll(): Promise<void> {
    await Promise.all(this.#allWriters().map((writer) => writer.sending));
  }

  #allWriters(): PartitionWriter[] {
    return [...this.#writers.values()].flat();
  }

  #tellProgress(): void {
    const nowMs = performance.now();
    const { produced } = this.#tally;
    const ratePerSecond = ((produced - this.#lastProgress.produced) * 1000) / Math.max(nowMs - this.#lastProgress.atMs, 1);
    this.#lastProgress = { atMs: nowMs, produced };
    const pending = this.#generated - produced;
    const progress: SimulationProgress = {
      elapsedMs: nowMs - this.#startedMs,
      produced,
      ratePerSecond,
      inFlight: this.#error === undefined ? pending : 0,
      failed: this.#error === undefined ? 0 : pending,
    };
    this.#hooks.onProgress?.(progress);
  }

  #report(ended: SimulationReport['ended'], durationMs: number): SimulationReport {
    const { live, csvFile, seed = SIMULATION_DEFAULTS.seed, startTimeMs = DEFAULT_START_TIME_MS } = this.#options;
    const { produced, dirtyOffsetsComplete } = this.#tally;
    return {
      formatVersion: 1,
      ended,
      ...(this.#error === undefined ? {} : { error: this.#error instanceof Error ? this.#error.message : String(this.#error) }),
      startedAt: new Date(this.#startedAtMs).toISOString(),
      endedAt: new Date(this.#startedAtMs + durationMs).toISOString(),
      durationMs,
      ratePerSecond: Math.round((produced * 1000) / Math.max(durationMs, 1)),
      produced,
      unacknowledged: this.#generated - produced,
      expected: this.#tally.expected(),
      dirt: this.#tally.dirt(),
      topics: this.#tally.topics(),
      dirtyOffsetsComplete,
      seed,
      ...(live || csvFile !== undefined ? {} : { startTime: new Date(startTimeMs).toISOString() }),
    };
  }
}
