import { readFileSync } from 'node:fs';
import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { StreamError } from '@fleetlane/stream';
import type { OpenSearchConfig } from './open-search-config.ts';

/** The client of a configuration. Throws `CONFIG_INVALID` when a file of it cannot be read. Connects at the first request. */
export function createOpenSearchClient(config: OpenSearchConfig): Client {
  const { nodes, auth, tls, requestTimeout, compression, maxInFlight } = config;
  const options: ClientOptions = {
    nodes: [...nodes],
    requestTimeout,
    maxRetries: 0,
    // One socket for each write under way and one for health and checks.
    agent: { keepAlive: true, maxSockets: maxInFlight + 1 },
    ssl: {
      rejectUnauthorized: tls.rejectUnauthorized,
      ...(tls.caFile ? { ca: read('opensearch.tls.caFile', tls.caFile) } : {}),
      ...(tls.certFile ? { cert: read('opensearch.tls.certFile', tls.certFile) } : {}),
      ...(tls.keyFile ? { key: read('opensearch.tls.keyFile', tls.keyFile) } : {}),
    },
    ...(compression === 'gzip' ? { compression: 'gzip' as const } : {}),
    ...(auth?.type === 'basic' ? { auth: { username: auth.username, password: auth.password } } : {}),
    ...(auth?.type === 'sigv4' ? signer(auth) : {}),
  };
  return new Client(options);
}

/** One provider for all requests: it keeps credentials until they expire, where a new one would ask STS each time. */
function signer({ region, service }: { region: string; service: 'es' | 'aoss' }) {
  const credentials = fromNodeProviderChain();
  return AwsSigv4Signer({ region, service, getCredentials: () => credentials() });
}

function read(field: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `${field}: ${JSON.stringify(file)} cannot be read (${(error as NodeJS.ErrnoException).code}); give a PEM file that the service may read`, { cause: error });
  }
}
