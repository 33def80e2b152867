import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireJava } from '../java/find-java.ts';
import { freePorts } from '../process/free-ports.ts';
import { serverOf } from '../process/process-server.ts';
import type { ServerProcess } from '../process/server-process.ts';
import type { Workplace } from '../process/workplace.ts';
import type { Credentials, KafkaOptions, KafkaServer } from '../stack.ts';
import type { KafkaListener, KafkaPorts } from './kafka-config.ts';
import { kafkaProperties, listenersOf, PLAIN, SASL, SASL_TLS, TLS } from './kafka-config.ts';
import { writeCertificates } from '../tls/write-certificates.ts';
import { listBrokers } from './kafka-probe.ts';

const HOME = 'kafka-4.3.1';
const HOST = '127.0.0.1';

const USERS: Readonly<Record<string, Credentials>> = {
  app: { username: 'app', password: 'app-secret' },
  stranger: { username: 'stranger', password: 'stranger-secret' },
};

const LOG4J = `status = warn
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
`;

async function allocatePorts(nodes: number): Promise<KafkaPorts[]> {
  return Promise.all(Array.from({ length: nodes }, async () => {
    const [controller = 0, plain = 0, sasl = 0, saslTls = 0, tls = 0] = await freePorts(5);
    return { controller, plain, sasl, saslTls, tls };
  }));
}

/** Starts Kafka in KRaft mode; every node is broker and controller. Resolves when every broker serves clients. */
export async function launchKafka(workplace: Workplace, options: KafkaOptions): Promise<KafkaServer> {
  const name = options.name ?? 'kafka';
  const java = requireJava('Kafka 4.3.1', { min: 17 });
  const home = await workplace.home(HOME);
  const dir = await workplace.serverDirectory(name);
  const allPorts = await allocatePorts(options.nodes ?? 1);
  // Kafka's own tool would take an id that begins with a dash for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const classPath = join(home, 'lib', '*');
  const log4jFile = join(dir, 'log4j2.properties');
  await writeFile(log4jFile, LOG4J);
  const wanted = listenersOf(options.security);
  const certificates = wanted.some(({ protocol }) => protocol.endsWith('SSL')) ? await writeCertificates(join(dir, 'certificates'), ['broker', 'client']) : undefined;
  const tls = certificates && { caFile: certificates.caFile, serverPemFile: certificates.broker.pemFile };
  let members: ServerProcess[] = [];

  const prepare = async (nodeId: number, ports: KafkaPorts): Promise<ServerProcess> => {
    const nodeDir = await workplace.serverDirectory(join(name, `node-${nodeId}`));
    const properties = join(nodeDir, 'server.properties');
    await writeFile(properties, kafkaProperties({ nodeId, dir: nodeDir, allPorts, options, users: USERS, ...(tls && { tls }) }));
    const scram = Object.values(USERS).flatMap(({ username, password }) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`]));
    const needsScram = wanted.some(({ protocol }) => protocol.startsWith('SASL'));
    await promisify(execFile)(java.path, [
      '-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', `-Dlog4j2.configurationFile=${log4jFile}`, '-cp', classPath,
      'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, ...(needsScram ? scram : []),
    ]);
    return workplace.process({
      label: `${name} node ${nodeId}`,
      command: java.path,
      args: ['-Xms256m', '-Xmx512m', `-Dlog4j2.configurationFile=${log4jFile}`, '-cp', classPath, 'kafka.Kafka', properties],
      cwd: nodeDir,
      logFile: join(nodeDir, 'server.log'),
      isReady: async () => {
        const serving = await listBrokers(HOST, ports.plain);
        return members.every(({ pid }, index) => pid === undefined || serving.includes(index + 1));
      },
    });
  };
  members = await Promise.all(allPorts.map((ports, index) => prepare(index + 1, ports)));
  const server = serverOf(name, members);
  await server.start();
  const bootstrapOf = (listener: KafkaListener): string[] => allPorts.map((ports) => `${HOST}:${listener.port(ports)}`);
  const ifWanted = <T>(listener: KafkaListener, addresses: (bootstrap: string[]) => T): T | undefined =>
    wanted.includes(listener) ? addresses(bootstrapOf(listener)) : undefined;
  const sasl = ifWanted(SASL, (bootstrap) => ({ bootstrap, users: USERS }));
  const saslTls = certificates && ifWanted(SASL_TLS, (bootstrap) => ({ bootstrap, users: USERS, caFile: certificates.caFile }));
  const mutualTls = certificates && ifWanted(TLS, (bootstrap) => ({
    bootstrap, caFile: certificates.caFile, clientCertFile: certificates.client.certFile, clientKeyFile: certificates.client.keyFile,
  }));
  return Object.assign(server, { bootstrap: bootstrapOf(PLAIN) }, sasl && { sasl }, saslTls && { saslTls }, mutualTls && { tls: mutualTls });
}
