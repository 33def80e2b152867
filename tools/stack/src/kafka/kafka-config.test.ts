import { describe, expect, test } from 'vitest';
import { kafkaProperties } from './kafka-config.ts';
import type { KafkaOptions } from '../stack.ts';

const PORTS = [1, 2, 3].map((node) => ({ controller: node * 10, plain: node * 10 + 1, sasl: node * 10 + 2, saslTls: node * 10 + 3, tls: node * 10 + 4 }));

function propertiesOf(options: KafkaOptions): Map<string, string> {
  const text = kafkaProperties({
    nodeId: 1, dir: '/d', allPorts: PORTS.slice(0, options.nodes ?? 1), options,
    users: { app: { username: 'app', password: 'secret' } }, tls: { caFile: '/ca.pem', serverPemFile: '/broker.pem' },
  });
  return new Map(text.trimEnd().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

describe('broker settings', () => {
  test('bind to loopback only and create no topic unasked', () => {
    const properties = propertiesOf({ security: 'all' });
    expect(properties.get('listeners')).toBe('PLAINTEXT://127.0.0.1:11,SASL://127.0.0.1:12,SASLTLS://127.0.0.1:13,TLS://127.0.0.1:14,CONTROLLER://127.0.0.1:10');
    expect(properties.get('advertised.listeners')).not.toContain('CONTROLLER');
    expect(properties.get('auto.create.topics.enable')).toBe('false');
  });

  test('of three nodes keep three replicas, of one node one', () => {
    expect(propertiesOf({ nodes: 3 }).get('controller.quorum.voters')).toBe('1@127.0.0.1:10,2@127.0.0.1:20,3@127.0.0.1:30');
    expect(propertiesOf({ nodes: 3 }).get('offsets.topic.replication.factor')).toBe('3');
    expect(propertiesOf({ nodes: 3 }).get('min.insync.replicas')).toBe('2');
    expect(propertiesOf({}).get('offsets.topic.replication.factor')).toBe('1');
  });

  test('demand a client certificate on the TLS listener and none where SASL names the client', () => {
    const properties = propertiesOf({ security: 'all' });
    expect(properties.get('listener.name.tls.ssl.client.auth')).toBe('required');
    expect(properties.get('listener.name.sasltls.ssl.client.auth')).toBe('none');
  });

  test('can be overruled', () => {
    expect(propertiesOf({ config: { 'num.partitions': '7' } }).get('num.partitions')).toBe('7');
  });
});
