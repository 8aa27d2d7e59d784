import { createHash, randomUUID } from 'node:crypto';
import { REST_CREDENTIALS } from './credentials.ts';
import { type Reply, rejection } from './vendorCall.ts';

/** Tokens by client credentials (RFC 6749, 4.4). @param seconds lifetime of a token */
export function createRestTokens(seconds: number) {
  const expiries = new Map<string, number>();
  let requests = 0;
  return {
    issue(form: string): Reply {
      requests += 1;
      const payload = Object.fromEntries(new URLSearchParams(form));
      if (payload.grant_type !== 'client_credentials') return rejection(400, 'unsupported_grant_type');
      const { client_id, client_secret } = REST_CREDENTIALS;
      if (payload.client_id !== client_id || payload.client_secret !== client_secret)
        return rejection(401, 'invalid_client');
      const token = createHash('sha256').update(randomUUID()).digest('hex');
      expiries.set(token, Date.now() + seconds * 1000);
      return { status: 200, body: { access_token: token, token_type: 'JWT', expires_in: seconds } };
    },
    isValid(authorization = ''): boolean {
      const token = /^Bearer (\w+)$/.exec(authorization)?.[1] ?? '';
      return (expiries.get(token) ?? 0) > Date.now();
    },
    requests: () => requests,
    revoke: () => expiries.clear(),
  };
}
