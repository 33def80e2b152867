import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';

/**
 * Trusts what Node brings, NODE_EXTRA_CA_CERTS and the machine's own store, and honours HTTPS_PROXY and NO_PROXY: behind a
 * company proxy that signs its own certificates a download works wherever curl does, without a flag to remember.
 */
export function createAgent(secure: boolean): HttpAgent {
  const options = { keepAlive: true, maxSockets: 8, proxyEnv: process.env };
  if (!secure) return new HttpAgent(options);
  return new HttpsAgent({ ...options, ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system')])] });
}
