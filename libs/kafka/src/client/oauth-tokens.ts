import { StreamError } from '@fleetlane/stream';

export interface OauthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

const RENEW_BEFORE_EXPIRY_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Tokens by the client credentials grant (RFC 6749, 4.4), kept until a minute before they expire; one request at a time. */
export function oauthTokens(client: OauthClient, now: () => number = Date.now): () => Promise<{ value: string }> {
  let current: Promise<{ value: string; expiresAtMs: number }> | undefined;
  return async () => {
    if (current) {
      const token = await current.catch(() => undefined);
      if (token && token.expiresAtMs - RENEW_BEFORE_EXPIRY_MS > now()) return { value: token.value };
    }
    current = requestToken(client, now());
    const { value } = await current;
    return { value };
  };
}

async function requestToken({ tokenUrl, clientId, clientSecret, scope }: OauthClient, nowMs: number) {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!response.ok) throw new StreamError('SOURCE_UNAUTHORIZED', `the token endpoint ${tokenUrl} answered ${response.status}; check kafka.sasl.clientId, clientSecret and scope`);
  const { access_token: value, expires_in: expiresInSeconds = 300 } = (await response.json()) as { access_token: string; expires_in?: number };
  return { value, expiresAtMs: nowMs + expiresInSeconds * 1000 };
}
