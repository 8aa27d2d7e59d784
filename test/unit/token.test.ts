import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuthenticate } from '../../src/api/http/auth.ts';
import { DEFAULT_CLAIMS, type TokenConfig } from '../../src/config/auth.ts';

const CONFIG = { issuer: null, audience: null, claims: DEFAULT_CLAIMS, restrictedScope: null };
const CLAIMS = { user_id: 7, preferred_username: 'mina', email: 'm@x.example', name: 'Mina', administrator: true };

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
/** Pairs of RSA take long to generate: all tests share two. */
let keys: Pair;
let foreignKeys: Pair;
let server: Server;
let jwksUrl: URL;
let fetched = 0;

beforeAll(async () => {
  [keys, foreignKeys] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
  server = createServer((_request, response) => {
    fetched++;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
});

afterAll(() => server.close());

function sign(claims: object = CLAIMS, kid = 'k1', key = keys.privateKey): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid }).setExpirationTime('5m').sign(key);
}

const check = (key: TokenConfig['key'], token: string, settings: Partial<TokenConfig> = {}) =>
  createAuthenticate({ ...CONFIG, key, ...settings })(`Bearer ${token}`);

describe('a token', () => {
  it('is checked against published keys, which are fetched once', async () => {
    const authenticate = createAuthenticate({ ...CONFIG, key: { kind: 'jwks', url: jwksUrl } });
    const before = fetched;
    for (let i = 0; i < 3; i++) {
      expect(await authenticate(`JWT ${await sign()}`)).toMatchObject({ userId: 7, username: 'mina', isStaff: true });
    }
    expect(fetched - before).toBe(1);
  });

  it('is checked against a PEM', async () => {
    const pem = await exportSPKI(keys.publicKey);
    expect(await check({ kind: 'pem', pem }, await sign())).toMatchObject({ email: 'm@x.example', name: 'Mina' });
  });

  it('is checked against the shared secret by each of its algorithms, one after the other', async () => {
    const signed = (alg: string, secret: string) =>
      new SignJWT(CLAIMS).setProtectedHeader({ alg }).setExpirationTime('5m').sign(Buffer.from(secret));
    const [secret, other] = ['s'.repeat(64), 'o'.repeat(64)];
    const authenticate = createAuthenticate({ ...CONFIG, key: { kind: 'secret', secret } });
    for (const alg of ['HS256', 'HS384', 'HS512', 'HS256']) {
      expect(await authenticate(`Bearer ${await signed(alg, secret)}`)).toMatchObject({ userId: 7 });
      const forged = authenticate(`Bearer ${await signed(alg, other)}`);
      await expect(forged).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('signed with the public key as a shared secret is rejected', async () => {
    const pem = await exportSPKI(keys.publicKey);
    const forged = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(pem));
    await expect(check({ kind: 'pem', pem }, forged)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('of an unpublished or a foreign key is rejected', async () => {
    const jwks = { kind: 'jwks', url: jwksUrl } as const;
    await expect(check(jwks, await sign(CLAIMS, 'k2'))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(check(jwks, await sign(CLAIMS, 'k1', foreignKeys.privateKey))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('of another kind of key than the configured one is rejected like a forged one', async () => {
    const otherPair = await generateKeyPair('ES256');
    const token = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'ES256' })
      .setExpirationTime('5m')
      .sign(otherPair.privateKey);
    const pem = await exportSPKI(keys.publicKey);
    await expect(check({ kind: 'pem', pem }, token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each([true, [7], '0x10', ' 7 ', '1e3', 1.5, '', -1, null, {}])(
    'with the user id %j is rejected',
    async user_id => {
      const pem = await exportSPKI(keys.publicKey);
      await expect(check({ kind: 'pem', pem }, await sign({ ...CLAIMS, user_id }))).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    },
  );

  it('of another issuer or for another audience is rejected', async () => {
    const pem = { kind: 'pem', pem: await exportSPKI(keys.publicKey) } as const;
    const token = await sign({ ...CLAIMS, iss: 'lms', aud: 'proctoring' });
    await expect(check(pem, token, { issuer: 'other' })).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(check(pem, token, { audience: 'other' })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await check(pem, token, { issuer: 'lms', audience: 'proctoring' })).toMatchObject({ userId: 7 });
  });

  it('can have its claims under other names', async () => {
    const pem = { kind: 'pem', pem: await exportSPKI(keys.publicKey) } as const;
    const token = await sign({ sub: '42', roles: ['g'], administrator: 'true' });
    const claims = { ...DEFAULT_CLAIMS, user_id: 'sub', groups: 'roles' };
    // Only the boolean makes a caller staff, not a string.
    expect(await check(pem, token, { claims })).toMatchObject({ userId: 42, groups: ['g'], isStaff: false });
  });

  it('is a 5xx while the keys cannot be fetched', async () => {
    const unreachable = new URL('http://127.0.0.1:9/jwks');
    await expect(check({ kind: 'jwks', url: unreachable }, await sign())).rejects.toMatchObject({
      code: 'token_keys_unavailable',
    });
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', `Bearer ${'x'.repeat(10_000)}`])(
    'in the header %s is rejected',
    async header => {
      const authenticate = createAuthenticate({ ...CONFIG, key: { kind: 'secret', secret: 's'.repeat(32) } });
      await expect(authenticate(header)).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );
});

describe('published keys', () => {
  let [older, newer, curve, otherIssuer]: Pair[] = [];
  let publishing: Server;
  let url: URL;
  let published: JWK[] = [];
  let answers = 0;

  beforeAll(async () => {
    [older, otherIssuer] = [keys, foreignKeys];
    newer = await generateKeyPair('RS256', { extractable: true });
    curve = await generateKeyPair('ES256', { extractable: true });
    publishing = createServer((_request, response) => {
      answers++;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>(resolve => publishing.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(publishing.address() as AddressInfo).port}/jwks`);
  });
  afterAll(() => publishing.close());

  const jwkOf = async (pair: Pair | undefined, members: object = {}): Promise<JWK> => ({
    ...(await exportJWK((pair as Pair).publicKey)),
    ...members,
  });
  const tokenBy = (pair: Pair | undefined, kid?: string, alg = 'RS256') =>
    new SignJWT(CLAIMS)
      .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
      .setExpirationTime('5m')
      .sign((pair as Pair).privateKey);
  const authenticator = () => {
    const authenticate = createAuthenticate({ ...CONFIG, key: { kind: 'jwks', url } });
    return async (token: string) => authenticate(`JWT ${token}`);
  };
  const unauthenticated = expect.objectContaining({ code: 'unauthenticated' });

  it('are tried one after the other for a token without a kid', async () => {
    published = [
      await jwkOf(older, { use: 'sig' }),
      await jwkOf(curve),
      await jwkOf(newer),
      await jwkOf(otherIssuer, { use: 'enc' }),
    ];
    const authenticate = authenticator();
    for (const token of [await tokenBy(older), await tokenBy(newer), await tokenBy(curve, undefined, 'ES256')]) {
      expect(await authenticate(token)).toMatchObject({ userId: 7 });
    }
    // A key for encryption signs nothing.
    await expect(authenticate(await tokenBy(otherIssuer))).rejects.toThrow(unauthenticated);
  });

  it('with names: a token with a kid is checked with that key only, one without with each', async () => {
    published = [await jwkOf(older, { kid: 'old', alg: 'RS256' }), await jwkOf(newer, { kid: 'new', alg: 'RS256' })];
    const authenticate = authenticator();
    for (const token of [await tokenBy(older, 'old'), await tokenBy(newer, 'new'), await tokenBy(newer)]) {
      expect(await authenticate(token)).toMatchObject({ userId: 7 });
    }
    await expect(authenticate(await tokenBy(newer, 'old'))).rejects.toThrow(unauthenticated);
    await expect(authenticate(await tokenBy(older, 'unknown'))).rejects.toThrow(unauthenticated);
    await expect(authenticate(await tokenBy(otherIssuer))).rejects.toThrow(unauthenticated);
  });

  it('with the same name are both tried', async () => {
    published = [await jwkOf(older, { kid: 'k' }), await jwkOf(newer, { kid: 'k' })];
    const authenticate = authenticator();
    expect(await authenticate(await tokenBy(older, 'k'))).toMatchObject({ userId: 7 });
    expect(await authenticate(await tokenBy(newer, 'k'))).toMatchObject({ userId: 7 });
  });

  it('do not hide an expired claim: the error is the expiry', async () => {
    published = [await jwkOf(older), await jwkOf(newer)];
    const expired = new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256' }).setExpirationTime('-5m');
    await expect(authenticator()(await expired.sign((newer as Pair).privateKey))).rejects.toThrow(
      expect.objectContaining({ message: 'The token has expired.', logged: { token_fault: 'expired' } }),
    );
  });

  it('published after the fetch are fetched on demand, at most once in half a minute', async () => {
    published = [await jwkOf(older)];
    const authenticate = authenticator();
    await authenticate(await tokenBy(older));
    published = [await jwkOf(newer)];
    const before = answers;
    const token = await tokenBy(newer);
    const forged = await tokenBy(otherIssuer);
    for (let i = 0; i < 3; i++) await expect(authenticate(forged)).rejects.toThrow(unauthenticated);
    expect(answers - before).toBe(0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    try {
      expect(await authenticate(token)).toMatchObject({ userId: 7 });
      for (let i = 0; i < 3; i++) await expect(authenticate(forged)).rejects.toThrow(unauthenticated);
      expect(answers - before).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a token of a restricted application', () => {
  const SECRET = 's'.repeat(32);
  const authenticate = async (claims: object, restrictedScope: string | null = null) => {
    const token = await new SignJWT({ ...CLAIMS, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(Buffer.from(SECRET));
    const key = { kind: 'secret', secret: SECRET } as const;
    const config = { ...CONFIG, key, restrictedScope };
    return createAuthenticate(config)(`Bearer ${token}`);
  };
  const forbidden = expect.objectContaining({ code: 'forbidden' });

  it.each([true, 'true', 'True', 1, 'yes', [], {}])('(%j) is rejected for any user', async is_restricted => {
    await expect(authenticate({ is_restricted, scopes: ['read', 'email'] })).rejects.toThrow(forbidden);
    await expect(authenticate({ is_restricted, scopes: ['read'] }, 'proctoring')).rejects.toThrow(forbidden);
  });

  it.each([false, 'false', null, undefined])('(%j) is not one', async is_restricted => {
    expect(await authenticate({ is_restricted, scopes: ['read'] })).toMatchObject({ userId: 7, isStaff: true });
  });

  it.each([
    [{ scopes: ['read', 'proctoring'] }],
    [{ scopes: 'read proctoring' }],
    [{ scope: 'proctoring' }],
    [{ scope: ['proctoring'] }],
  ])('with the configured scope is accepted: %j', async claims => {
    expect(await authenticate({ is_restricted: true, ...claims }, 'proctoring')).toMatchObject({ userId: 7 });
    await expect(authenticate({ is_restricted: true, ...claims }, null)).rejects.toThrow(forbidden);
  });

  it.each([
    [{}],
    [{ scopes: [] }],
    [{ scopes: null }],
    [{ scopes: ['Proctoring', 'proctoring:read', ['proctoring'], 5] }],
    [{ scopes: 'proctoring:read,proctoring' }],
    [{ scopes: { proctoring: true } }],
    // An application's permissions are in "scopes", if present.
    [{ scopes: [], scope: 'proctoring' }],
  ])('without it is rejected: %j', async claims => {
    await expect(authenticate({ is_restricted: true, ...claims }, 'proctoring')).rejects.toThrow(forbidden);
  });
});

describe('the log', () => {
  const CONFIGURED = { ...CONFIG, issuer: 'lms', audience: 'proctoring', key: { kind: 'pem', pem: '' } as const };
  const right = { iss: 'lms', aud: 'proctoring' };
  const hour = 3600;
  const now = () => Math.floor(Date.now() / 1000);

  it.each([
    ['wrong signature', { ...right }, 'other key'],
    ['wrong issuer', { ...right, iss: 'another' }],
    ['wrong issuer', { aud: 'proctoring' }],
    ['wrong audience', { ...right, aud: 'another' }],
    ['expired', { ...right, exp: now() - hour }],
    ['not valid yet', { ...right, nbf: now() + hour }],
    ['no expiry', { ...right, exp: undefined }],
    ['no expiry', { ...right, exp: 'soon' }],
    ['no user id', { ...right, user_id: 'mina' }],
    ['algorithm not allowed', { ...right }, 'HS256'],
    ['wrong kind of key', { ...right }, 'ES256'],
    ['malformed', { ...right }, 'cut'],
    ['malformed', { ...right }, 'Basic'],
    ['missing', { ...right }, 'none'],
  ])('has "%s", the answer does not: %j %s', async (token_fault, claims, how = 'as it should be') => {
    const curve = await generateKeyPair('ES256');
    const signers: Record<string, [string, Parameters<SignJWT['sign']>[0]]> = {
      'other key': ['RS256', foreignKeys.privateKey],
      HS256: ['HS256', Buffer.from('s'.repeat(32))],
      ES256: ['ES256', curve.privateKey],
    };
    const [alg, key] = signers[how] ?? ['RS256', keys.privateKey];
    const signed = new SignJWT({ exp: now() + hour, ...CLAIMS, ...claims } as Record<
      string,
      unknown
    >).setProtectedHeader({ alg });
    const token = (await signed.sign(key)).slice(how === 'cut' ? 9 : 0);
    const header = { Basic: `Basic ${token}`, none: undefined }[how] ?? `Bearer ${token}`;
    const authenticate = createAuthenticate({
      ...CONFIGURED,
      key: { kind: 'pem', pem: await exportSPKI(keys.publicKey) },
    });
    const problem = await authenticate(how === 'none' ? undefined : header).catch(error => error);
    expect(problem).toMatchObject({ code: 'unauthenticated', logged: { token_fault } });
    const isDisclosed = ['expired', 'no user id', 'missing'].includes(token_fault) || how === 'Basic';
    expect(problem.message === 'The token is not valid.').toBe(!isDisclosed);
  });
});
