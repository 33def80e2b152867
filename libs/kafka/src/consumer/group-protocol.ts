import type { Partition } from '@fleetlane/stream';

/**
 * Name under which members of one group agree on how partitions are shared. It is not one of Java's names on purpose: a Java
 * consumer started with our group id by mistake is refused by the broker instead of taking partitions away.
 */
export const PROTOCOL_NAME = 'fleetlane-sticky';

const VERSION = 1;

/** What a member tells the leader: in Kafka's ConsumerProtocolSubscription, with the owned partitions as user data. */
export interface MemberSubscription {
  readonly topics: readonly string[];
  readonly owned: readonly Partition[];
}

export function encodeMember({ topics, owned }: MemberSubscription): Buffer {
  const userData = Buffer.from(JSON.stringify(owned.map(({ topic, partition }) => [topic, partition])));
  return Buffer.concat([int16(VERSION), int32(topics.length), ...topics.map(string), int32(userData.length), userData, int32(0)]);
}

export function decodeMember(metadata: Buffer): MemberSubscription {
  const reader = new Cursor(metadata);
  reader.int16();
  const topics = Array.from({ length: reader.int32() }, () => reader.string());
  return { topics, owned: readOwned(reader.bytes()) };
}

/** Unreadable user data costs stickiness, nothing else. */
function readOwned(userData: Buffer): Partition[] {
  try {
    return (JSON.parse(userData.toString()) as [string, number][]).map(([topic, partition]) => ({ topic, partition }));
  } catch {
    return [];
  }
}

/** Kafka's ConsumerProtocolAssignment. */
export function encodeAssignment(partitions: readonly Partition[]): Buffer {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const topics = [...byTopic].flatMap(([topic, list]) => [string(topic), int32(list.length), ...list.map(({ partition }) => int32(partition))]);
  return Buffer.concat([int16(VERSION), int32(byTopic.size), ...topics, int32(0)]);
}

/** A member that came too late for this round gets no bytes at all: no partitions. */
export function decodeAssignment(assignment: Buffer): Partition[] {
  if (assignment.length < 6) return [];
  const reader = new Cursor(assignment);
  reader.int16();
  const partitions: Partition[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string();
    for (let count = reader.int32(); count > 0; count--) partitions.push({ topic, partition: reader.int32() });
  }
  return partitions;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

class Cursor {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    this.#at += 2;
    return this.#buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#buffer.readInt32BE(this.#at - 4);
  }

  string(): string {
    const length = this.int16();
    this.#at += length;
    return this.#buffer.toString('utf8', this.#at - length, this.#at);
  }

  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }
}
