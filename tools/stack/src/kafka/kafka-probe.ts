import { once } from 'node:events';
import { connect } from 'node:net';

const DESCRIBE_CLUSTER = 60;
const TIMEOUT_MS = 2_000;

function describeClusterRequest(): Buffer {
  const clientId = Buffer.from('stack');
  const body = Buffer.alloc(8 + 2 + clientId.length + 1 + 2);
  let at = body.writeInt16BE(DESCRIBE_CLUSTER, 0);
  at = body.writeInt16BE(0, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt16BE(clientId.length, at);
  at += clientId.copy(body, at);
  // No tagged fields in the header, no authorised operations, no tagged fields.
  body.fill(0, at);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Node ids in a DescribeCluster v0 response body (without its length). Fenced brokers are not among them. */
export function brokerIdsIn(response: Buffer): number[] {
  let at = 4 + 1 + 4;
  const errorCode = response.readInt16BE(at);
  if (errorCode !== 0) throw new Error(`DescribeCluster failed with Kafka error ${errorCode}`);
  at += 2;
  const skipCompactString = (): void => { at += Math.max(1, response.readUInt8(at)); };
  skipCompactString();
  skipCompactString();
  at += 4;
  const count = response.readUInt8(at++) - 1;
  return Array.from({ length: count }, () => {
    const id = response.readInt32BE(at);
    at += 4;
    skipCompactString();
    at += 4;
    skipCompactString();
    at += 1;
    return id;
  });
}

/** Ids of the brokers that serve clients, as one node of the cluster sees it. Throws while it does not answer. */
export async function listBrokers(host: string, port: number): Promise<number[]> {
  const socket = connect({ host, port, timeout: TIMEOUT_MS });
  socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
  try {
    await once(socket, 'connect');
    socket.write(describeClusterRequest());
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) return brokerIdsIn(received.subarray(4));
    }
    throw new Error(`${host}:${port} closed the connection`);
  } finally {
    socket.destroy();
  }
}
