import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import { readBaseConfig } from './base.ts';
import { configError, type Environment, isHttpUrl, optionalString, parse, parseJson } from './env.ts';

/** Signs the tokens of the local stack; deployed stages reject it. */
export const DEVELOPMENT_TOKEN_SECRET = 'development-only-secret-never-use-this-in-a-deployed-stage';

export const DEFAULT_CLAIMS = {
  user_id: 'user_id',
  username: 'preferred_username',
  email: 'email',
  name: 'name',
  administrator: 'administrator',
  course_staff: 'course_staff',
  groups: 'groups',
};
export type ClaimNames = Readonly<typeof DEFAULT_CLAIMS>;

const tokenSettings = z.object({
  /**
   * URL of the key set (JWKS) that verifies tokens. Exactly one of `JWT_JWKS_URL`, `JWT_PUBLIC_KEY`, `JWT_SECRET` is set.
   * @defaultValue none
   */
  JWT_JWKS_URL: optionalString,
  /**
   * Public key that verifies tokens, as PEM (`\n` for line ends is accepted):
   * RSA of 2048 bits or more, EC P-256, P-384 or P-521, or Ed25519.
   * @defaultValue none
   */
  JWT_PUBLIC_KEY: optionalString,
  /**
   * Shared secret that verifies tokens, of at least 32 characters. Deployed stages reject the development secret.
   * @defaultValue none; a development secret in the local stack
   */
  JWT_SECRET: optionalString,
  /**
   * Required `iss` of tokens.
   * @defaultValue not checked
   */
  JWT_ISSUER: optionalString,
  /**
   * Required `aud` of tokens.
   * @defaultValue not checked
   */
  JWT_AUDIENCE: optionalString,
  /**
   * JSON object that maps the claims of docs/deploying.md#the-lms to the issuer's names, such as `{"user_id": "sub"}`.
   * @defaultValue `{}`
   */
  JWT_CLAIMS: optionalString,
  /**
   * Scope with which tokens of restricted OAuth applications (`is_restricted`) are accepted; without it they get 403.
   * @defaultValue none
   */
  JWT_RESTRICTED_SCOPE: optionalString,
});

const cookieSettings = z.object({
  /**
   * Cookie with the header and payload of a browser's token, as `JWT_AUTH_COOKIE_HEADER_PAYLOAD` of the LMS names it.
   * @defaultValue `edx-jwt-cookie-header-payload`
   */
  JWT_COOKIE_HEADER_PAYLOAD: optionalString,
  /**
   * Cookie with the signature of a browser's token, as `JWT_AUTH_COOKIE_SIGNATURE` of the LMS names it.
   * @defaultValue `edx-jwt-cookie-signature`
   */
  JWT_COOKIE_SIGNATURE: optionalString,
});

/** The names of the two cookies in which a browser sends its token. */
export interface SessionCookieNames {
  headerPayload: string;
  signature: string;
}

export function readSessionCookieNames(env: Environment): SessionCookieNames {
  const settings = parse(cookieSettings, env);
  const headerPayload = cookieName('JWT_COOKIE_HEADER_PAYLOAD', settings, 'edx-jwt-cookie-header-payload');
  const signature = cookieName('JWT_COOKIE_SIGNATURE', settings, 'edx-jwt-cookie-signature');
  if (headerPayload === signature) {
    throw configError('JWT_COOKIE_SIGNATURE', 'must differ from JWT_COOKIE_HEADER_PAYLOAD');
  }
  return { headerPayload, signature };
}

/** RFC 6265, 4.1.1: the name of a cookie is a token of HTTP. */
function cookieName<Name extends string>(
  variable: Name,
  settings: Readonly<Record<Name, string | null>>,
  defaultName: string,
): string {
  const name = settings[variable] ?? defaultName;
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return name;
  throw configError(variable, 'must be the name of a cookie, such as edx-jwt-cookie-signature');
}

/** Settings for the verification of tokens. */
export interface TokenConfig {
  key: { kind: 'jwks'; url: URL } | { kind: 'pem'; pem: string } | { kind: 'secret'; secret: string };
  issuer: string | null;
  audience: string | null;
  claims: ClaimNames;
  /** The scope with which tokens of restricted OAuth applications are accepted; null rejects them. */
  restrictedScope: string | null;
}

export function readTokenConfig(env: Environment): TokenConfig {
  const settings = parse(tokenSettings, env);
  return {
    key: tokenKey(env, settings),
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
    claims: claimNames(settings.JWT_CLAIMS),
    restrictedScope: scopeName(settings.JWT_RESTRICTED_SCOPE),
  };
}

/** RFC 6749, 3.3: a scope has no spaces, quotes or backslashes. */
function scopeName(scope: string | null): string | null {
  if (scope !== null && !/^[!#-[\]-~]+$/.test(scope)) {
    throw configError('JWT_RESTRICTED_SCOPE', 'must be the name of one scope, such as proctoring:write');
  }
  return scope;
}

function tokenKey(env: Environment, settings: z.infer<typeof tokenSettings>): TokenConfig['key'] {
  const { JWT_JWKS_URL: url, JWT_PUBLIC_KEY: pem, JWT_SECRET: secret } = settings;
  const values = [url, pem, secret].filter(value => value !== null).length;
  if (values !== 1)
    throw configError('JWT_JWKS_URL', 'exactly one of JWT_JWKS_URL, JWT_PUBLIC_KEY and JWT_SECRET must be set');
  if (url) return { kind: 'jwks', url: jwksUrl(url) };
  if (pem) return { kind: 'pem', pem: publicKeyPem(pem) };
  if (secret === DEVELOPMENT_TOKEN_SECRET && readBaseConfig(env).isDeployed) {
    throw configError('JWT_SECRET', 'is the public development secret: set a secret of this stage');
  }
  return { kind: 'secret', secret: requireTokenSecret(secret ?? '') };
}

/** @throws ConfigError for a secret that is too short */
export function requireTokenSecret(secret: string): string {
  if (secret.length < 32) throw configError('JWT_SECRET', 'must have at least 32 characters');
  return secret;
}

function jwksUrl(url: string): URL {
  if (!isHttpUrl(url))
    throw configError('JWT_JWKS_URL', 'must be a URL such as https://lms.example.edu/oauth2/jwks.json');
  return new URL(url);
}

const MIN_RSA_BITS = 2048;
const EC_CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** @param text with line ends, or `\n` in their place, as in many environment variables */
function publicKeyPem(text: string): string {
  const pem = text.replaceAll('\\n', '\n');
  if (isVerificationKey(pem)) return pem;
  throw configError(
    'JWT_PUBLIC_KEY',
    `must be a PEM of a public key: RSA of ${MIN_RSA_BITS} bits or more, EC P-256, P-384 or P-521, or Ed25519`,
  );
}

/** Whether the key verifies a permitted signature algorithm: no DSA key, and none that is limited to RSA-PSS. */
function isVerificationKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails = {} } = createPublicKey(pem);
    const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
    if (asymmetricKeyType === 'rsa') return modulusLength >= MIN_RSA_BITS;
    return asymmetricKeyType === 'ed25519' || (asymmetricKeyType === 'ec' && EC_CURVES.includes(namedCurve));
  } catch {
    // The error is dropped: it may quote the key.
    return false;
  }
}

function claimNames(json: string | null): ClaimNames {
  if (json === null) return DEFAULT_CLAIMS;
  const permitted = Object.keys(DEFAULT_CLAIMS);
  const names = z.safeParse(z.record(z.string(), z.string()), parseJson('JWT_CLAIMS', json));
  if (!names.success || !Object.keys(names.data).every(name => permitted.includes(name))) {
    throw configError('JWT_CLAIMS', `must be a JSON object from any of ${permitted.join(', ')} to claim names`);
  }
  return { ...DEFAULT_CLAIMS, ...names.data };
}
