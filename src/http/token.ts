import { createPublicKey } from 'node:crypto';
import { type CryptoKey, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { ClaimNames, TokenConfig } from '../config.ts';
import type { Caller } from '../domain/actors.ts';
import { Refusal } from '../domain/errors.ts';

const SHARED_SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** Seconds by which the clocks of the LMS and of Lambda may differ. */
const CLOCK_TOLERANCE = 30;

/** Answers who sent the request, from its Authorization header. @throws Refusal `unauthenticated`, `token_keys_unavailable` */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** Checks bearer tokens against the configured key. */
export function createAuthenticate(config: TokenConfig): Authenticate {
  const verify = createVerify(config);
  return async authorization => {
    // Open edX's own clients send "JWT <token>".
    const token = /^(?:Bearer|JWT) +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthenticated('Send a token: "Authorization: Bearer <token>".');
    return toCaller(await verify(token), config.claims);
  };
}

function createVerify(config: TokenConfig): (token: string) => Promise<JWTPayload> {
  const options = {
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['exp'],
    ...(config.issuer && { issuer: config.issuer }),
    ...(config.audience && { audience: config.audience }),
  };
  const { getKey, algorithms } = verificationKey(config.key);
  return async token => {
    try {
      return (await jwtVerify(token, getKey, { ...options, algorithms })).payload;
    } catch (error) {
      throw refusalOf(error, config.key.kind);
    }
  };
}

function verificationKey(key: TokenConfig['key']): { getKey: JWTVerifyGetKey; algorithms: string[] } {
  switch (key.kind) {
    case 'jwks':
      return { getKey: createRemoteJWKSet(key.url), algorithms: PUBLIC_KEY_ALGORITHMS };
    case 'pem': {
      const publicKey = createPublicKey(key.pem);
      return { getKey: () => publicKey, algorithms: PUBLIC_KEY_ALGORITHMS };
    }
    case 'secret':
      return { getKey: sharedKeys(Buffer.from(key.secret)), algorithms: SHARED_SECRET_ALGORITHMS };
  }
}

/** The secret as a key for each algorithm, made once: jose would make one for every token. */
function sharedKeys(secret: Uint8Array<ArrayBuffer>): JWTVerifyGetKey {
  const keys = new Map<string, Promise<CryptoKey>>();
  return ({ alg }) => {
    const hash = alg.replace('HS', 'SHA-');
    const key = keys.get(alg) ?? crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['verify']);
    keys.set(alg, key);
    return key;
  };
}

function refusalOf(error: unknown, kind: TokenConfig['key']['kind']): Refusal {
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired.');
  // With a key at hand it can only be the token; published keys can also be out of reach.
  if (kind !== 'jwks' || isTokenFault(error)) {
    return unauthenticated('The token is not valid.');
  }
  return new Refusal('token_keys_unavailable', 'The keys that tokens are checked with cannot be had. Try again.', {
    logged: { cause: error instanceof Error ? error.name : 'unknown' },
  });
}

function isTokenFault(error: unknown): boolean {
  const keysFault = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !keysFault;
}

function toCaller(payload: JWTPayload, claims: ClaimNames): Caller {
  const userId = idClaim(payload[claims.user_id]);
  if (userId === null) {
    throw unauthenticated(`The token has no user id in its claim "${claims.user_id}".`);
  }
  const username = textClaim(payload[claims.username]);
  return {
    userId,
    username,
    email: textClaim(payload[claims.email]),
    name: textClaim(payload[claims.name]) || username,
    isStaff: payload[claims.administrator] === true,
    courseStaff: listClaim(payload[claims.course_staff]),
    groups: listClaim(payload[claims.groups]),
  };
}

function idClaim(value: unknown): number | null {
  const isDigits = typeof value === 'string' && /^\d{1,16}$/.test(value);
  const id = typeof value === 'number' || isDigits ? Number(value) : Number.NaN;
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

function textClaim(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 255).toWellFormed() : '';
}

function listClaim(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}

function unauthenticated(detail: string): Refusal {
  return new Refusal('unauthenticated', detail);
}
