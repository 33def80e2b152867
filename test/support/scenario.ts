import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodecName } from '@fleetlane/kafka';
import { indexedIds, KafkaAccess, request, ServiceProcess, type OpenSearchAccess } from '@fleetlane/harness-tool';
import { expectBalanced, expectNoCommitAhead } from './proof.ts';
import { sharedKafka, sharedOpenSearch } from './shared-stack.ts';

let scenarios = 0;

export interface ScenarioOptions {
  readonly partitions?: number;
  readonly opensearch?: OpenSearchAccess;
  /** Without it the dead-letter topic is there from the start. */
  readonly withoutDeadLetterTopic?: boolean;
  /** Over the defaults of the test. */
  readonly config?: Record<string, unknown>;
  /** Name of the index; unique by default. */
  readonly index?: string;
}

/** One topic, one index and the sinks between them: what goes in is remembered, what came out is counted. */
export class Scenario {
  readonly topic: string;
  readonly index: string;
  readonly group: string;
  readonly kafka: KafkaAccess;
  readonly opensearch: OpenSearchAccess;
  readonly produced: string[] = [];
  readonly #partitions: number;
  readonly #options: ScenarioOptions;
  readonly #directory = mkdtempSync(join(tmpdir(), 'fleetlane-test-'));
  readonly #sinks: ServiceProcess[] = [];
  #sequence = 0;

  private constructor(name: string, kafka: KafkaAccess, opensearch: OpenSearchAccess, options: ScenarioOptions) {
    const unique = `${name}-${process.pid}-${++scenarios}`;
    this.topic = unique;
    this.index = options.index ?? `telemetry-${unique}`;
    this.group = `group-${unique}`;
    this.kafka = kafka;
    this.opensearch = opensearch;
    this.#partitions = options.partitions ?? 3;
    this.#options = options;
  }

  static async create(name: string, options: ScenarioOptions = {}): Promise<Scenario> {
    const kafka = new KafkaAccess((await sharedKafka()).bootstrap);
    const scenario = new Scenario(name, kafka, options.opensearch ?? { url: (await sharedOpenSearch()).url }, options);
    await kafka.createTopic(scenario.topic, scenario.#partitions);
    if (!options.withoutDeadLetterTopic) await kafka.createTopic(scenario.deadLetterTopic, 1);
    return scenario;
  }

  get deadLetterTopic(): string {
    return `${this.topic}.dlq`;
  }

  /** The configuration of the sink, tuned to fail and recover in test time. */
  config(overrides: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      pipeline: 'test',
      kafka: { brokers: this.kafka.connection.brokers },
      source: { group: this.group, sessionTimeout: '6s' },
      routes: [{ topics: [this.topic], index: this.index, suffix: 'none' }],
      opensearch: { nodes: [this.opensearch.url], requestTimeout: '5s' },
      flush: { linger: '100ms', records: 2000 },
      retry: { firstDelay: '50ms', maxDelay: '1s' },
      halt: { firstProbe: '200ms', maxProbe: '1s' },
      health: { stalledAfter: '5s' },
      commitInterval: '200ms',
      http: { host: '127.0.0.1', port: 0 },
      ...this.#options.config,
      ...overrides,
    };
  }

  async startSink(overrides: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<ServiceProcess> {
    const sink = await ServiceProcess.start(this.config(overrides), this.#directory, env);
    this.#sinks.push(sink);
    return sink;
  }

  /** Writes good records, spread over the partitions in batches of up to 500. */
  async produce(count: number, codec: CodecName = 'none'): Promise<void> {
    const sends: Promise<string[]>[] = [];
    for (let left = count, batch = 0; left > 0; batch++) {
      const size = Math.min(500, left);
      left -= size;
      const records = Array.from({ length: size }, () => ({ key: Buffer.from('VH-1'), value: this.goodValue(), timestampMs: Date.now() }));
      sends.push(this.kafka.produce(this.topic, batch % this.#partitions, records, codec));
    }
    for (const ids of await Promise.all(sends)) this.produced.push(...ids);
  }

  /** Writes one value to partition 0 (or another) and returns its id. */
  async produceOne(value: Buffer | null, partition = 0): Promise<string> {
    const [id] = await this.kafka.produce(this.topic, partition, [{ key: Buffer.from('VH-1'), value, timestampMs: Date.now(), headers: [{ key: 'h', value: Buffer.from('1') }, { key: 'h', value: null }] }]);
    this.produced.push(id!);
    return id!;
  }

  goodValue(): Buffer {
    const n = this.#sequence++;
    return Buffer.from(JSON.stringify({ vehicle_id: `VH-${n % 100}`, n, event_time: new Date(1_790_000_000_000 + n).toISOString(), speed_kmh: n % 130, status: 'OK' }));
  }

  /** Waits until everything produced is committed. */
  async untilCommitted(sink: ServiceProcess, timeoutMs = 60_000): Promise<void> {
    const ends = await this.kafka.endOffsets(this.topic);
    await sink.until('everything produced is committed', async () => {
      const committed = await this.kafka.committed(this.group, this.topic);
      return [...ends].every(([partition, end]) => end === 0 || committed.get(partition) === end);
    }, timeoutMs);
  }

  indexed(): Promise<string[]> {
    return indexedIds(this.opensearch, this.index);
  }

  /** The ledger at this moment: no commit ahead of what has arrived. */
  async expectNoCommitAhead(): Promise<void> {
    const committed = await this.kafka.committed(this.group, this.topic);
    const arrived = [...(await this.indexed()), ...(await this.deadLetterIds())];
    expectNoCommitAhead(this.topic, committed, arrived);
  }

  /** The ledger at the end: everything produced has arrived exactly once, or is a dead letter, or was dropped. */
  async expectBalanced(dropped: readonly string[] = []): Promise<void> {
    await this.expectNoCommitAheadWith(dropped);
    expectBalanced({ produced: this.produced, indexed: await this.indexed(), deadLettered: await this.deadLetterIds(), dropped });
  }

  async deadLetterIds(): Promise<string[]> {
    if (!(await this.kafka.withAdmin((admin) => admin.listTopics())).includes(this.deadLetterTopic)) return [];
    return (await this.kafka.letters(this.deadLetterTopic)).map(({ id }) => id);
  }

  request<T>(method: string, path: string, body?: unknown): Promise<T> {
    return request<T>(this.opensearch, method, path, body);
  }

  /** Ends what is still running. */
  async end(): Promise<void> {
    for (const sink of this.#sinks) await sink.kill();
    await this.kafka.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  private async expectNoCommitAheadWith(dropped: readonly string[]): Promise<void> {
    const committed = await this.kafka.committed(this.group, this.topic);
    expectNoCommitAhead(this.topic, committed, [...(await this.indexed()), ...(await this.deadLetterIds()), ...dropped]);
  }
}
