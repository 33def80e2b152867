import type { StartedTestContainer } from 'testcontainers';
import { kafkaContainerEnv } from './kafka-env.ts';
import { listBrokers } from '../kafka/kafka-probe.ts';
import { healthStatus } from '../opensearch/health.ts';
import { freePorts } from '../process/free-ports.ts';
import { createStackDirectory } from '../process/stack-directory.ts';
import { putCompatibility } from '../registry/put-compatibility.ts';
import type { Server, Stack } from '../stack.ts';
import type { ContainerPlan } from './container-server.ts';
import { IMAGES } from './images.ts';

const S3 = { region: 'us-east-1', accessKeyId: 'fleetlane', secretAccessKey: 'fleetlane-secret' };

function onlyProcesses(what: string): Error {
  return new Error(`${what} is there with processes only. Set FLEETLANE_STACK=processes.`);
}

/**
 * A stack of official images through testcontainers, for one Kafka node, plain OpenSearch, S3 and the registry.
 *
 * Written against the interfaces of testcontainers and the images' documentation, and not run: the project is developed where no
 * container engine is available. Processes are the provider that its own tests prove.
 */
export function openContainerStack(options: { dir?: string; keepData?: boolean }): Stack {
  const directory = createStackDirectory(options);
  const containers: StartedTestContainer[] = [];
  const launch = async (plan: ContainerPlan): Promise<Server> => {
    const { startContainer } = await import('./container-server.ts');
    const { server, container } = await startContainer(plan);
    containers.push(container);
    return server;
  };
  return {
    provider: 'containers',
    dir: directory.path,
    async kafka({ nodes = 1, security = 'plaintext', name = 'kafka', config = {} } = {}) {
      if (nodes !== 1 || security !== 'plaintext') throw onlyProcesses('Kafka with three nodes, SASL or TLS');
      const [port = 0] = await freePorts(1);
      const server = await launch({
        name, image: IMAGES.kafka, env: kafkaContainerEnv(port, config), ports: [{ container: port, host: port }],
        isReady: async () => (await listBrokers('127.0.0.1', port)).length === 1,
      });
      return Object.assign(server, { bootstrap: [`127.0.0.1:${port}`] });
    },
    async opensearch({ version = '3.8.0', heap = '1g', name = 'opensearch', config = {} } = {}) {
      if (version !== '3.8.0') throw onlyProcesses(`OpenSearch ${version}`);
      const [port = 0] = await freePorts(1);
      const url = `http://127.0.0.1:${port}`;
      const server = await launch({
        name, image: IMAGES.opensearch, ports: [{ container: 9200, host: port }],
        env: {
          'discovery.type': 'single-node', DISABLE_SECURITY_PLUGIN: 'true', DISABLE_INSTALL_DEMO_CONFIG: 'true',
          'cluster.routing.allocation.disk.threshold_enabled': 'false', OPENSEARCH_JAVA_OPTS: `-Xms${heap} -Xmx${heap}`, ...config,
        },
        isReady: async () => (await healthStatus(url)) === 200,
      });
      return Object.assign(server, { url, version });
    },
    async s3() {
      const [port = 0] = await freePorts(1);
      const endpoint = `http://127.0.0.1:${port}`;
      const server = await launch({
        name: 's3', image: IMAGES.s3, ports: [{ container: 80, host: port }],
        env: { S3PROXY_AUTHORIZATION: 'aws-v4', S3PROXY_IDENTITY: S3.accessKeyId, S3PROXY_CREDENTIAL: S3.secretAccessKey },
        isReady: async () => (await fetch(endpoint, { signal: AbortSignal.timeout(2_000) })).status === 403,
      });
      return Object.assign(server, { endpoint, ...S3 });
    },
    async registry() {
      const [port = 0] = await freePorts(1);
      const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
      const server = await launch({
        name: 'registry', image: IMAGES.registry, env: {}, ports: [{ container: 8080, host: port }],
        isReady: () => putCompatibility(url),
      });
      return Object.assign(server, { url });
    },
    async close() {
      await Promise.all(containers.splice(0).map((container) => container.stop()));
      if (options.keepData !== true) directory.remove();
    },
  };
}
