import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  authorizationAddress,
  completeLogin,
  discover,
  newLogin,
  type OidcSettings,
  ProviderUnavailable,
  readClaims,
  renew,
  renewalLead,
} from '../../../src/staff/oidc.ts';

const ISSUER = 'https://login.example.edu/realm';
const REDIRECT = 'https://proctoring.example.edu/staff/login';
const SETTINGS: OidcSettings = { issuer: ISSUER, clientId: 'staff-page', scope: 'openid profile' };
const ENDPOINTS = { authorization: `${ISSUER}/auth?tenant=1`, token: `${ISSUER}/token` };
const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const LOGIN = { state: 'state-1', nonce: 'nonce-1', verifier: 'verifier-1', returnTo: '/staff/' };

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const idToken = (overrides: object = {}) =>
  jwt({ iss: ISSUER, aud: 'staff-page', nonce: 'nonce-1', exp: NOW / 1000 + 60, ...overrides });

const DISCOVERY = { issuer: ISSUER, authorization_endpoint: ENDPOINTS.authorization, token_endpoint: ENDPOINTS.token };
const TOKENS = { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 600, id_token: idToken() };

/** A provider that answers by these bodies; `sent` has the forms of the token requests. */
function provider({ discovery = DISCOVERY as object, tokens = TOKENS as object, status = 200 } = {}) {
  const sent: Record<string, string>[] = [];
  const send: typeof fetch = async (address, init) => {
    if (String(address).endsWith('/.well-known/openid-configuration')) return Response.json(discovery);
    sent.push(Object.fromEntries(init?.body as URLSearchParams));
    return Response.json(tokens, { status });
  };
  return { send, sent, now: NOW };
}

const complete = (options: Parameters<typeof provider>[0] = {}, answer = 'code=c&state=state-1', login = LOGIN) =>
  completeLogin(SETTINGS, new URLSearchParams(answer), login, REDIRECT, provider(options));

describe('a log-in', () => {
  it('leads to the provider with an S256 challenge, state and nonce', async () => {
    const address = new URL(await authorizationAddress(SETTINGS, ENDPOINTS, LOGIN, REDIRECT));
    expect(Object.fromEntries(address.searchParams)).toEqual({
      tenant: '1',
      response_type: 'code',
      client_id: 'staff-page',
      redirect_uri: REDIRECT,
      scope: 'openid profile',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update('verifier-1').digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('has random values that no other log-in has', () => {
    const values = [newLogin('/'), newLogin('/')].flatMap(({ state, nonce, verifier }) => [state, nonce, verifier]);
    expect(new Set(values).size).toBe(6);
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
  });

  it('exchanges the code with the verifier', async () => {
    const { send, sent } = provider();
    const tokens = await completeLogin(SETTINGS, new URLSearchParams('code=c&state=state-1'), LOGIN, REDIRECT, {
      send,
      now: NOW,
    });
    expect(tokens).toEqual({ accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: NOW + 600_000 });
    expect(sent).toEqual([
      {
        grant_type: 'authorization_code',
        client_id: 'staff-page',
        code: 'c',
        redirect_uri: REDIRECT,
        code_verifier: 'verifier-1',
      },
    ]);
  });

  it.each([
    ['another state', 'code=c&state=other', /not started in this tab/],
    ['no state', 'code=c', /not started in this tab/],
    ['another issuer', `code=c&state=state-1&iss=${encodeURIComponent('https://evil.example')}`, /Another/],
    ['a refusal', 'error=access_denied&state=state-1', /cancelled/],
    ['an error', 'error=server_error&state=state-1', /refused: server_error/],
  ])('rejects an answer with %s', async (_case, answer, message) => {
    await expect(complete({}, answer)).rejects.toThrow(message);
  });

  it('rejects an answer without a log-in of this tab', async () => {
    const answer = new URLSearchParams('code=c&state=state-1');
    await expect(completeLogin(SETTINGS, answer, undefined, REDIRECT, provider())).rejects.toThrow('not started');
  });

  it.each([
    ['another nonce', idToken({ nonce: 'other' })],
    ['another issuer', idToken({ iss: 'https://evil.example' })],
    ['another audience', idToken({ aud: ['other'] })],
    ['a time in the past', idToken({ exp: NOW / 1000 - 1 })],
    ['no claims', 'nonsense'],
    ['nothing', undefined],
  ])('rejects an id token with %s', async (_case, id_token) => {
    await expect(complete({ tokens: { ...TOKENS, id_token } })).rejects.toThrow('not for this log-in');
  });

  it('accepts an audience in a list, and needs no id token without the scope openid', async () => {
    await complete({ tokens: { ...TOKENS, id_token: idToken({ aud: ['other', 'staff-page'] }) } });
    const { id_token: _, ...tokens } = TOKENS;
    const settings = { ...SETTINGS, scope: 'read' };
    const answer = new URLSearchParams('code=c&state=state-1');
    await completeLogin(settings, answer, LOGIN, REDIRECT, provider({ tokens }));
  });

  it.each([
    ['an error of the provider', { tokens: { error: 'invalid_grant' }, status: 400 }, /refused: invalid_grant/],
    ['no access token', { tokens: { ...TOKENS, access_token: undefined } }, /no access token/],
    ['a document of another issuer', { discovery: { ...DISCOVERY, issuer: 'https://evil.example' } }, /not that of/],
    ['a document without addresses', { discovery: { issuer: ISSUER } }, /not that of/],
  ])('fails with %s', async (_case, options, message) => {
    await expect(complete(options)).rejects.toThrow(message);
  });

  it('names a provider that cannot be reached', async () => {
    const send: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(discover(SETTINGS, send)).rejects.toThrow('cannot be reached');
  });

  it('needs no discovery with configured addresses', async () => {
    const send: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    expect(await discover({ ...SETTINGS, endpoints: ENDPOINTS }, send)).toBe(ENDPOINTS);
  });
});

describe('the renewal', () => {
  it('takes the rotated refresh token, or keeps the present one', async () => {
    const { send, sent } = provider({ tokens: { ...TOKENS, refresh_token: 'refresh-2' } });
    expect((await renew(SETTINGS, 'refresh-1', { send, now: NOW })).refreshToken).toBe('refresh-2');
    expect(sent).toEqual([{ grant_type: 'refresh_token', client_id: 'staff-page', refresh_token: 'refresh-1' }]);
    const { refresh_token: _, ...tokens } = TOKENS;
    expect((await renew(SETTINGS, 'refresh-1', provider({ tokens }))).refreshToken).toBe('refresh-1');
  });

  it.each([undefined, 'soon', -5])('assumes five minutes for a lifetime of %s', async expires_in => {
    const tokens = await renew(SETTINGS, 'r', provider({ tokens: { ...TOKENS, expires_in } }));
    expect(tokens.expiresAt).toBe(NOW + 300_000);
  });
});

it('claims are read from a token, also with letters outside of ASCII', () => {
  expect(readClaims(jwt({ name: 'Chloé 张伟' }))).toEqual({ name: 'Chloé 张伟' });
  expect(['', 'a.b.c', 'a.bnVsbA.c'].map(readClaims)).toEqual([undefined, undefined, undefined]);
});

it.each([
  [3_600_000, 60_000],
  [120_000, 60_000],
  [60_000, 30_000],
  [10_000, 5000],
  [-1, 0],
])('a token of %d ms is renewed %d ms before its end', (lifetime, lead) => {
  expect(renewalLead(lifetime)).toBe(lead);
});

it.each<[string, typeof fetch, boolean]>([
  ['the network fails', async () => Promise.reject(new TypeError('network')), true],
  ['the provider is out of order', async () => new Response('', { status: 503 }), true],
  ['the provider has too many requests', async () => new Response('', { status: 429 }), true],
  ['the provider refuses', async () => Response.json({ error: 'invalid_grant' }, { status: 400 }), false],
])('a renewal can be tried again where %s: %s', async (_, send, isExpected) => {
  const failure = await renew({ ...SETTINGS, endpoints: ENDPOINTS }, 'refresh-1', { send, now: NOW }).catch(
    error => error,
  );
  expect([failure.name, failure instanceof ProviderUnavailable]).toEqual(['LoginError', isExpected]);
});
