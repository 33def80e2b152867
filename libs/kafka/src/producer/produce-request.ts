import type { KafkaJsBroker } from '../client/kafkajs-internals.ts';
import type { ProtocolRequest } from '../client/kafkajs-internals.ts';

export interface ProduceResult {
  readonly errorCode: number;
  readonly baseOffset: number;
}

const PRODUCE_API_KEY = 0;
/** The first version that takes zstd; later ones bring nothing that is needed here, and Kafka 4 still speaks it. */
const PRODUCE_API_VERSION = 7;
const ALL_REPLICAS = -1;

/**
 * Sends one finished record batch and waits for all replicas in sync. KafkaJS would encode every record anew, slowly and with
 * headers in another order; here its connection carries our bytes.
 */
export function produceBatch(broker: KafkaJsBroker, topic: string, partition: number, batch: Buffer, timeoutMs: number): Promise<ProduceResult> {
  const payload = encodeRequest(topic, partition, batch, timeoutMs);
  const request: ProtocolRequest<ProduceResult> = {
    request: {
      apiKey: PRODUCE_API_KEY,
      apiVersion: PRODUCE_API_VERSION,
      apiName: 'Produce',
      // KafkaJS takes an encoder of its own and asks it for these two.
      encode: async () => ({ buf: payload, buffer: payload }),
    },
    response: { decode: async (bytes) => decodeResponse(bytes), parse: async (result) => result },
    requestTimeout: timeoutMs,
  };
  return broker.connectionPool.send(request);
}

function encodeRequest(topic: string, partition: number, batch: Buffer, timeoutMs: number): Buffer {
  const name = Buffer.from(topic);
  const payload = Buffer.allocUnsafe(2 + 2 + 4 + 4 + 2 + name.length + 4 + 4 + 4 + batch.length);
  let at = payload.writeInt16BE(-1, 0); // no transaction
  at = payload.writeInt16BE(ALL_REPLICAS, at);
  at = payload.writeInt32BE(timeoutMs, at);
  at = payload.writeInt32BE(1, at);
  at = payload.writeInt16BE(name.length, at);
  at += name.copy(payload, at);
  at = payload.writeInt32BE(1, at);
  at = payload.writeInt32BE(partition, at);
  at = payload.writeInt32BE(batch.length, at);
  batch.copy(payload, at);
  return payload;
}

/** One topic, one partition: array lengths and the name stand before the two fields that are wanted. */
function decodeResponse(bytes: Buffer): ProduceResult {
  const nameLength = bytes.readInt16BE(4);
  const at = 4 + 2 + nameLength + 4 + 4;
  return { errorCode: bytes.readInt16BE(at), baseOffset: Number(bytes.readBigInt64BE(at + 2)) };
}
