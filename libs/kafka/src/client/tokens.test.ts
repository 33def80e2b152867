import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mskIamTokens } from './msk-iam-tokens.ts';
import { oauthTokens } from './oauth-tokens.ts';

let close: (() => void) | undefined;
afterEach(() => {
  close?.();
  vi.unstubAllEnvs();
});

async function tokenEndpoint(status = 200) {
  const requests: { authorization: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk))).on('end', () => {
      requests.push({ authorization: request.headers.authorization, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ access_token: `token-${requests.length}`, expires_in: 300 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  return { requests, client: { tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, clientId: 'fleetlane', clientSecret: 's:cret', scope: 'kafka' } };
}

describe('tokens by client credentials', () => {
  test('are asked for with the secret and the scope, and kept until a minute before they expire', async () => {
    const { requests, client } = await tokenEndpoint();
    let now = 0;
    const token = oauthTokens(client, () => now);
    expect(await token()).toEqual({ value: 'token-1' });
    now = 239_000;
    expect(await token()).toEqual({ value: 'token-1' });
    now = 241_000;
    expect(await token()).toEqual({ value: 'token-2' });
    expect(requests[0]).toEqual({ authorization: `Basic ${Buffer.from('fleetlane:s%3Acret').toString('base64')}`, body: 'grant_type=client_credentials&scope=kafka' });
  });

  test('a refusal names the endpoint and what to check', async () => {
    const { client } = await tokenEndpoint(401);
    await expect(oauthTokens(client)()).rejects.toThrow(/answered 401; check kafka.sasl.clientId/);
  });
});

test('a token for MSK IAM is a signed address of the region, valid for whole seconds', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI');
  const { value } = await mskIamTokens('eu-west-1')();
  const url = new URL(Buffer.from(value, 'base64url').toString());
  expect(url.host).toBe('kafka.eu-west-1.amazonaws.com');
  expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
  expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^AKIDEXAMPLE\/\d{8}\/eu-west-1\/kafka-cluster\/aws4_request$/);
  expect(Number.isInteger(Number(url.searchParams.get('X-Amz-Expires')))).toBe(true);
});
