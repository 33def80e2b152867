import { kafkaJsRequests, type KafkaJsBroker, type ProtocolRequest } from './kafkajs-internals.ts';

const API_KEYS = { Produce: 0, Fetch: 1, Metadata: 3 } as const;

/**
 * The request as KafkaJS encodes it for this broker's version, to be sent with a decoder of our own: KafkaJS's decoders turn
 * records into objects, and throw for a whole response when one partition has an error.
 */
export function brokerRequest(broker: KafkaJsBroker, api: keyof typeof API_KEYS, params: object): ProtocolRequest<never> {
  return broker.lookupRequest(API_KEYS[api], kafkaJsRequests[api])(params);
}

/** Sends the request and reads the answer with `decode`, given the version that was agreed on. */
export function sendDecoding<Response extends object>(
  broker: KafkaJsBroker,
  protocol: ProtocolRequest<never>,
  decode: (payload: Buffer, apiVersion: number) => Response | Promise<Response>,
): Promise<Response> {
  return broker.connectionPool.send<Response>({
    ...protocol,
    response: { decode: async (payload) => decode(payload, protocol.request.apiVersion), parse: async (decoded) => decoded },
  });
}
