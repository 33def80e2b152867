import { join } from 'node:path';
import type { Credentials, KafkaOptions } from '../stack.ts';

/** Ports of one node. Those of listeners that are not asked for are unused. */
export interface KafkaPorts {
  readonly controller: number;
  readonly plain: number;
  readonly sasl: number;
  readonly saslTls: number;
  readonly tls: number;
}

export interface KafkaTlsFiles {
  readonly caFile: string;
  /** Private key and certificate chain in one PEM file. */
  readonly serverPemFile: string;
}

export interface KafkaNodePlan {
  readonly nodeId: number;
  readonly dir: string;
  readonly allPorts: readonly KafkaPorts[];
  readonly options: KafkaOptions;
  readonly users: Readonly<Record<string, Credentials>>;
  readonly tls?: KafkaTlsFiles;
}

/** A listener of every node. */
export interface KafkaListener {
  readonly name: string;
  readonly protocol: string;
  readonly port: (ports: KafkaPorts) => number;
}

export const PLAIN: KafkaListener = { name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: ({ plain }) => plain };
const CONTROLLER: KafkaListener = { name: 'CONTROLLER', protocol: 'PLAINTEXT', port: ({ controller }) => controller };
export const SASL: KafkaListener = { name: 'SASL', protocol: 'SASL_PLAINTEXT', port: ({ sasl }) => sasl };
export const SASL_TLS: KafkaListener = { name: 'SASLTLS', protocol: 'SASL_SSL', port: ({ saslTls }) => saslTls };
export const TLS: KafkaListener = { name: 'TLS', protocol: 'SSL', port: ({ tls }) => tls };

const CLIENT_LISTENERS = {
  plaintext: [PLAIN],
  'sasl-scram': [PLAIN, SASL],
  tls: [PLAIN, TLS],
  all: [PLAIN, SASL, SASL_TLS, TLS],
} as const satisfies Record<NonNullable<KafkaOptions['security']>, readonly KafkaListener[]>;

/** What clients can connect to with this security; PLAINTEXT always comes first. */
export function listenersOf(security: KafkaOptions['security'] = 'plaintext'): readonly KafkaListener[] {
  return CLIENT_LISTENERS[security];
}

function saslSettings({ name }: KafkaListener, users: KafkaNodePlan['users']): Record<string, string> {
  const prefix = `listener.name.${name.toLowerCase()}`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const plainUsers = Object.values(users).map(({ username, password }) => `user_${username}="${password}"`).join(' ');
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: scram,
    [`${prefix}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required ${plainUsers};`,
  };
}

function tlsSettings({ name, protocol }: KafkaListener, { caFile, serverPemFile }: KafkaTlsFiles): Record<string, string> {
  const prefix = `listener.name.${name.toLowerCase()}`;
  return {
    [`${prefix}.ssl.keystore.type`]: 'PEM',
    [`${prefix}.ssl.keystore.location`]: serverPemFile,
    [`${prefix}.ssl.truststore.type`]: 'PEM',
    [`${prefix}.ssl.truststore.location`]: caFile,
    [`${prefix}.ssl.client.auth`]: protocol === 'SSL' ? 'required' : 'none',
    [`${prefix}.ssl.principal.mapping.rules`]: 'RULE:^CN=([^,]+).*$/$1/,DEFAULT',
  };
}

/** Text of server.properties: a combined broker and controller whose internal topics are small, so that a start is quick. */
export function kafkaProperties({ nodeId, dir, allPorts, options, users, tls }: KafkaNodePlan): string {
  const ports = allPorts[nodeId - 1];
  if (ports === undefined) throw new RangeError(`no ports for node ${nodeId}`);
  const listeners = listenersOf(options.security);
  const address = (listener: KafkaListener): string => `${listener.name}://127.0.0.1:${listener.port(ports)}`;
  const replicas = String(Math.min(3, allPorts.length));
  const minInSync = allPorts.length === 1 ? '1' : '2';
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(nodeId),
    'controller.quorum.voters': allPorts.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(','),
    'controller.listener.names': CONTROLLER.name,
    listeners: [...listeners, CONTROLLER].map(address).join(','),
    'advertised.listeners': listeners.map(address).join(','),
    'listener.security.protocol.map': [...listeners, CONTROLLER].map(({ name, protocol }) => `${name}:${protocol}`).join(','),
    'inter.broker.listener.name': PLAIN.name,
    'log.dirs': join(dir, 'data'),
    'auto.create.topics.enable': 'false',
    'num.partitions': '1',
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'transaction.state.log.num.partitions': '5',
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    'share.coordinator.state.topic.num.partitions': '5',
    'group.initial.rebalance.delay.ms': '0',
    // A killed broker may not register again before its session is over; 9 s is the default.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
  };
  for (const listener of listeners.filter(({ protocol }) => protocol.startsWith('SASL'))) Object.assign(settings, saslSettings(listener, users));
  for (const listener of listeners.filter(({ protocol }) => protocol.endsWith('SSL'))) {
    if (tls !== undefined) Object.assign(settings, tlsSettings(listener, tls));
  }
  return Object.entries({ ...settings, ...options.config }).map(([key, value]) => `${key}=${value}\n`).join('');
}
