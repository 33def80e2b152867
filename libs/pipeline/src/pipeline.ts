import { asStreamError, ERRORS, type DeadLetters, type Delivery, type PipelineStatus, type Sink, type Source } from '@fleetlane/stream';
import { Backoff } from './backoff.ts';
import { partitionStatuses } from './partition-status.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { Pump, type PumpParts } from './pump.ts';

export interface PipelineParts extends PumpParts {
  readonly source: Source;
}

export interface DrainReport {
  /** Records that were not settled by the deadline; they are read again after the next start. */
  readonly unsettled: number;
}

/** A source, a sink and everything between, with a beginning and an end. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #pump: Pump;
  readonly #opening = new AbortController();
  readonly #reading = new AbortController();
  readonly #backoff: Backoff;
  #state: PipelineStatus['state'] = 'starting';
  #turnedAtMs: number;
  #waitsForSource = true;
  #loop: Promise<void> | undefined;

  constructor(parts: PipelineParts, options: PipelineOptions) {
    this.#parts = parts;
    this.#pump = new Pump(parts, options);
    this.#backoff = new Backoff(options.probe);
    this.#turnedAtMs = parts.clock.now();
  }

  /**
   * Opens the sink, the dead letters and the source, each as often as it takes: a world that is broken at the start may be
   * mended without a restart. Resolves when records can flow, or when the pipeline was closed meanwhile.
   */
  async start(): Promise<void> {
    const { sink, deadLetters, source } = this.#parts;
    await this.#openWithRetries('sink', sink);
    await this.#openWithRetries('dead-letter topic', deadLetters);
    if (this.#opening.signal.aborted) return;
    await source.open(this.#pump, this.#opening.signal).catch((error: unknown) => {
      if (!this.#opening.signal.aborted) throw error;
    });
    if (this.#opening.signal.aborted) return;
    this.#state = 'running';
    this.#loop = this.#read();
  }

  status(): PipelineStatus {
    const { source, clock } = this.#parts;
    const health = source.health();
    const now = clock.now();
    return {
      state: this.#state,
      source: { state: health.state, rebalances: health.rebalances, ...(health.reason === undefined ? {} : { reason: health.reason }) },
      ledger: this.#pump.ledger.totals(),
      inFlightBytes: this.#pump.budget.usedBytes,
      inFlightLimitBytes: this.#pump.budget.limitBytes,
      lastSettledAtMs: this.#pump.settlement.lastAtMs,
      heartbeatAtMs: this.#waitsForSource ? now : this.#turnedAtMs,
      partitions: partitionStatuses(health, this.#pump, now),
    };
  }

  /** Stops reading, delivers what was read, commits. What is not settled by then stays uncommitted. */
  async drain(deadlineMs: number): Promise<DrainReport> {
    if (this.#state !== 'failed') this.#state = 'draining';
    this.#opening.abort(new Error('the pipeline drains'));
    this.#reading.abort(new Error('the pipeline drains'));
    await this.#loop;
    const cancel = new AbortController();
    await Promise.race([this.#pump.settled(), this.#parts.clock.sleep(deadlineMs, cancel.signal).catch(() => undefined)]);
    cancel.abort();
    await this.#pump.committer.flush(this.#pump.ledger.leases());
    const unsettled = this.#pump.ledger.totals().inFlight;
    this.#pump.stop();
    return { unsettled };
  }

  /** Releases everything. After {@link drain}; without it, what is in flight is left to the next start. */
  async close(): Promise<void> {
    this.#opening.abort(new Error('the pipeline closes'));
    this.#reading.abort(new Error('the pipeline closes'));
    this.#pump.stop();
    await this.#loop;
    await this.#parts.source.close();
    await Promise.allSettled([this.#parts.sink.close(), this.#parts.deadLetters.close()]);
    if (this.#state !== 'failed') this.#state = 'stopped';
  }

  async #read(): Promise<void> {
    const { source, clock, logger } = this.#parts;
    const signal = this.#reading.signal;
    while (!signal.aborted) {
      let delivery: Delivery;
      try {
        this.#waitsForSource = true;
        delivery = await source.read(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#state = 'failed';
        logger.error('Reading has ended for good; nothing is delivered until the service is started anew', { code: 'SOURCE_FAILED', error });
        return;
      } finally {
        this.#waitsForSource = false;
        this.#turnedAtMs = clock.now();
      }
      this.#pump.accept(delivery);
    }
  }

  async #openWithRetries(what: string, port: Sink | DeadLetters): Promise<void> {
    const { clock, logger } = this.#parts;
    const signal = this.#opening.signal;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await port.open(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const { code, message } = asStreamError(error, 'SINK_UNKNOWN');
        const delayMs = this.#backoff.delayMs(attempt);
        logger.warn(`The ${what} cannot be opened yet (${message}); nothing is read until it can, next attempt in ${Math.round(delayMs)} ms. ${ERRORS[code].remedy}`, { code, error });
        await clock.sleep(delayMs, signal).catch(() => undefined);
      }
    }
  }
}
