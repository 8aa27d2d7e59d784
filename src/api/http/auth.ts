import { createPublicKey } from 'node:crypto';
import {
  type CryptoKey,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { ClaimNames, TokenConfig } from '../../config/auth.ts';
import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { truncate } from '../../domain/text.ts';

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

/** Permitted difference between the clocks of the LMS and of Lambda, in seconds. */
const CLOCK_TOLERANCE = 30;

/**
 * Identifies the caller by the Authorization header.
 * @throws DomainError `unauthenticated` (the log gets the reason), `forbidden`, `token_keys_unavailable`
 */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** Verifies bearer tokens with the configured key. */
export function createAuthenticate(config: TokenConfig): Authenticate {
  const verify = createVerify(config);
  return async authorization => {
    // Clients of Open edX send "JWT <token>".
    const token = /^(?:Bearer|JWT) +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) {
      throw unauthenticated('Send a token: "Authorization: Bearer <token>".', authorization ? 'malformed' : 'missing');
    }
    const payload = await verify(token);
    requireUnrestricted(payload, config.restrictedScope);
    return toCaller(payload, config.claims);
  };
}

function createVerify(config: TokenConfig): (token: string) => Promise<JWTPayload> {
  const { verify, algorithms } = verification(config.key);
  const options = {
    algorithms,
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['exp'],
    ...(config.issuer && { issuer: config.issuer }),
    ...(config.audience && { audience: config.audience }),
  };
  return async token => {
    try {
      return await verify(token, options);
    } catch (error) {
      throw toTokenError(error, config.key.kind);
    }
  };
}

/** Checks the signature, then the claims. @throws JOSEError */
type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

function verification(key: TokenConfig['key']): { verify: Verify; algorithms: string[] } {
  switch (key.kind) {
    case 'jwks':
      return { verify: verifyWithPublishedKeys(key.url), algorithms: PUBLIC_KEY_ALGORITHMS };
    case 'pem': {
      const publicKey = createPublicKey(key.pem);
      return { verify: verifyWith(() => publicKey), algorithms: PUBLIC_KEY_ALGORITHMS };
    }
    case 'secret':
      return { verify: verifyWith(sharedKeys(Buffer.from(key.secret))), algorithms: SHARED_SECRET_ALGORITHMS };
  }
}

function verifyWith(getKey: JWTVerifyGetKey): Verify {
  return async (token, options) => (await jwtVerify(token, getKey, options)).payload;
}

/**
 * Open edX issues tokens without `kid` by default: each published key of the algorithm is tried, and after a failure the
 * keys are fetched again, because nothing else indicates that the LMS has rotated its key.
 */
function verifyWithPublishedKeys(url: URL): Verify {
  const keySet = createRemoteJWKSet(url);
  const verify: Verify = async (token, options) => {
    try {
      return (await jwtVerify(token, keySet, options)).payload;
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithAny(error, token, options);
      throw error;
    }
  };
  return async (token, options) => {
    try {
      return await verify(token, options);
    } catch (error) {
      const isKeyUnknown = error instanceof errors.JWSSignatureVerificationFailed && !keySet.coolingDown;
      if (!isKeyUnknown || !(await isReloaded(keySet))) throw error;
      return verify(token, options);
    }
  };
}

async function verifyWithAny(
  keys: AsyncIterable<CryptoKey>,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

/** @returns false if the keys cannot be fetched: the verdict of the cached ones stands */
async function isReloaded(keySet: ReturnType<typeof createRemoteJWKSet>): Promise<boolean> {
  try {
    await keySet.reload();
    return true;
  } catch {
    return false;
  }
}

/** One imported key for each algorithm: jose would import the secret for each token. */
function sharedKeys(secret: Uint8Array<ArrayBuffer>): JWTVerifyGetKey {
  const keys = new Map<string, Promise<CryptoKey>>();
  return ({ alg }) => {
    const hash = alg.replace('HS', 'SHA-');
    const key = keys.get(alg) ?? crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['verify']);
    keys.set(alg, key);
    return key;
  };
}

function toTokenError(error: unknown, kind: TokenConfig['key']['kind']): DomainError {
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired.', 'expired');
  // A configured key is always available, so the token is at fault; published keys may be unreachable.
  if (kind !== 'jwks' || isTokenFault(error)) {
    return unauthenticated('The token is not valid.', faultOf(error));
  }
  return new DomainError('token_keys_unavailable', 'The keys that verify tokens cannot be fetched. Retry later.', {
    logged: { cause: error instanceof Error ? error.name : 'unknown' },
  });
}

/** The fault of a token, without any of its values. */
function faultOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'wrong claim';
  if (error instanceof errors.JOSEError) return TOKEN_FAULTS[error.code] ?? 'malformed';
  // The configured key does not fit the token's algorithm.
  return 'wrong kind of key';
}

const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  iss: 'wrong issuer',
  aud: 'wrong audience',
  nbf: 'not valid yet',
  exp: 'no expiry',
};

const TOKEN_FAULTS: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'wrong signature',
  ERR_JWKS_NO_MATCHING_KEY: 'no matching key',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm not allowed',
};

function isTokenFault(error: unknown): boolean {
  const isKeyFault = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !isKeyFault;
}

function toCaller(payload: JWTPayload, claims: ClaimNames): Caller {
  const userId = idClaim(payload[claims.user_id]);
  if (userId === null) {
    throw unauthenticated(`The token has no user id in its claim "${claims.user_id}".`, 'no user id');
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
  return typeof value === 'string' ? truncate(value.trim(), 255) : '';
}

function listClaim(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
}

/** @param fault for the log only: the answer does not reveal how close a forged token came */
function unauthenticated(detail: string, fault: string): DomainError {
  return new DomainError('unauthenticated', detail, { logged: { token_fault: fault } });
}

/**
 * Open edX marks tokens of restricted OAuth applications: they carry the rights of their scopes, not those of the user.
 * Any value but false in `is_restricted` counts as restricted.
 * @param requiredScope the scope with which such a token is accepted; null rejects all of them
 * @throws DomainError `forbidden`
 */
function requireUnrestricted({ is_restricted, scopes, scope }: JWTPayload, requiredScope: string | null): void {
  if (is_restricted === undefined || is_restricted === null || is_restricted === false || is_restricted === 'false')
    return;
  if (requiredScope !== null && scopesOf(scopes ?? scope).includes(requiredScope)) return;
  throw new DomainError(
    'forbidden',
    'The token of a restricted application needs the scope that the service requires.',
    {
      logged: { token_fault: requiredScope === null ? 'restricted' : 'restricted, without the scope' },
    },
  );
}

/** A list, or a string separated by spaces (RFC 8693, 4.2). */
function scopesOf(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ') : listClaim(value);
}
