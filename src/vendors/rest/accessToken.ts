import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { expectAnswer } from '../answers.ts';
import type { Send } from '../vendorHttp.ts';

export interface Credentials {
  vendor: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
}

const tokenAnswer = lazy(() =>
  z.object({
    access_token: z.string().check(z.minLength(1)),
    expires_in: z._default(z.number(), 60),
  }),
);

/** A token is replaced this long before its expiry, as requests take time to arrive. */
const MARGIN_SECONDS = 30;

/** Bearer tokens by client credentials (RFC 6749, 4.4), cached until shortly before expiry. */
export function createAccessTokens({ vendor, tokenUrl, clientId, clientSecret }: Credentials) {
  let current: { token: string; usableUntil: number } | undefined;
  return {
    async get(send: Send): Promise<string> {
      if (current && Date.now() < current.usableUntil) return current.token;
      const answer = await send({
        method: 'POST',
        url: tokenUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          token_type: 'jwt',
        }).toString(),
      });
      const { access_token: token, expires_in } = expectAnswer(vendor, answer, tokenAnswer());
      current = { token, usableUntil: Date.now() + 1000 * (expires_in - MARGIN_SECONDS) };
      return token;
    },
    /** Drops a token that the vendor rejects before its expiry. */
    invalidate(): void {
      current = undefined;
    },
  };
}
