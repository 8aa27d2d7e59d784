import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CLAIMS, type TokenConfig } from '../../src/config.ts';
import { createAuthenticate } from '../../src/http/token.ts';

const CONFIG = { issuer: null, audience: null, claims: DEFAULT_CLAIMS };
const CLAIMS = { user_id: 7, preferred_username: 'mina', email: 'm@x.example', name: 'Mina', administrator: true };

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let server: Server;
let jwksUrl: URL;
let fetched = 0;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
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

const check = (key: TokenConfig['key'], token: string, more: Partial<TokenConfig> = {}) =>
  createAuthenticate({ ...CONFIG, key, ...more })(`Bearer ${token}`);

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

  it('signed with the public key as if that were a shared secret is refused', async () => {
    const pem = await exportSPKI(keys.publicKey);
    const forged = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(pem));
    await expect(check({ kind: 'pem', pem }, forged)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('of a key that is not published, or of somebody else, is refused', async () => {
    const other = await generateKeyPair('RS256');
    const jwks = { kind: 'jwks', url: jwksUrl } as const;
    await expect(check(jwks, await sign(CLAIMS, 'k2'))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(check(jwks, await sign(CLAIMS, 'k1', other.privateKey))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('of another kind of key than the configured one is refused as any forged one', async () => {
    const other = await generateKeyPair('ES256');
    const token = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'ES256' })
      .setExpirationTime('5m')
      .sign(other.privateKey);
    const pem = await exportSPKI(keys.publicKey);
    await expect(check({ kind: 'pem', pem }, token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each([true, [7], '0x10', ' 7 ', '1e3', 1.5, '', -1, null, {}])('with the user id %j is refused', async user_id => {
    const pem = await exportSPKI(keys.publicKey);
    await expect(check({ kind: 'pem', pem }, await sign({ ...CLAIMS, user_id }))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('of another issuer or for another audience is refused', async () => {
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
    // A text is not a right: only the boolean makes somebody staff.
    expect(await check(pem, token, { claims })).toMatchObject({ userId: 42, groups: ['g'], isStaff: false });
  });

  it('cannot be checked while the keys cannot be fetched: that is not the caller’s fault', async () => {
    const nobody = new URL('http://127.0.0.1:9/jwks');
    await expect(check({ kind: 'jwks', url: nobody }, await sign())).rejects.toMatchObject({
      code: 'token_keys_unavailable',
    });
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', `Bearer ${'x'.repeat(10_000)}`])(
    'in the header %s is refused',
    async header => {
      const authenticate = createAuthenticate({ ...CONFIG, key: { kind: 'secret', secret: 's'.repeat(32) } });
      await expect(authenticate(header)).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );
});
