import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import type { TimedOutStatus } from './domain/attempts/timeOut.ts';
import { type Environment, flag, isWebAddress, parse, parseJson, required, unset, wrong } from './environment.ts';
import { isLogLevel, LOG_LEVELS } from './logLevel.ts';

/** What signs the tokens of the local stack. Everybody knows it, so every deployed stage refuses it. */
export const DEVELOPMENT_TOKEN_SECRET = 'development-only-secret-never-use-this-in-a-deployed-stage';
/** What encrypts video links in the local stack; refused like the secret. */
export const DEVELOPMENT_VIDEO_LINK_KEY = 'ZGV2ZWxvcG1lbnQtb25seS12aWRlby1saW5rLWtleSE=';

/** What signs the launch cookie in the local stack; refused like the secret. */
export const DEVELOPMENT_LAUNCH_COOKIE_KEY = 'development-only-launch-cookie-key-never-use-this';

const base = z.object({
  STAGE: required,
  LOG_LEVEL: unset,
  /** Production stages refuse what is meant for trying things out. */
  PRODUCTION: flag,
  ATTEMPTS_TABLE: required,
  DIRECTORY_TABLE: required,
  HISTORY_TABLE: required,
  REVIEWS_TABLE: required,
  EXAMS_TABLE: required,
});

/** What every function is told. */
export function readBaseConfig(env: Environment) {
  const settings = parse(base, env);
  if (!isLogLevel(settings.LOG_LEVEL ?? 'INFO')) throw wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    stage: settings.STAGE,
    // Nothing that runs on real Lambda is local, whatever its stage is called.
    isDeployed: settings.STAGE !== 'local' || env.AWS_LAMBDA_RUNTIME_API !== undefined,
    isProduction: settings.PRODUCTION ?? false,
    tables: {
      attempts: settings.ATTEMPTS_TABLE,
      directory: settings.DIRECTORY_TABLE,
      history: settings.HISTORY_TABLE,
      reviews: settings.REVIEWS_TABLE,
      exams: settings.EXAMS_TABLE,
    },
  };
}

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

const token = z.object({
  JWT_JWKS_URL: unset,
  JWT_PUBLIC_KEY: unset,
  JWT_SECRET: unset,
  JWT_ISSUER: unset,
  JWT_AUDIENCE: unset,
  JWT_CLAIMS: unset,
  JWT_RESTRICTED_SCOPE: unset,
});

/** What a token is checked with. */
export interface TokenConfig {
  key: { kind: 'jwks'; url: URL } | { kind: 'pem'; pem: string } | { kind: 'secret'; secret: string };
  issuer: string | null;
  audience: string | null;
  claims: ClaimNames;
  /** The scope with which tokens of restricted OAuth applications are taken; none are, if null. */
  restrictedScope?: string | null;
}

export function readTokenConfig(env: Environment): TokenConfig {
  const settings = parse(token, env);
  return {
    key: tokenKey(env, settings),
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
    claims: claimNames(settings.JWT_CLAIMS),
    restrictedScope: scopeName(settings.JWT_RESTRICTED_SCOPE),
  };
}

/** RFC 6749, 3.3: a scope is written without spaces, quotes and backslashes. */
function scopeName(scope: string | null): string | null {
  if (scope !== null && !/^[!#-[\]-~]+$/.test(scope)) {
    throw wrong('JWT_RESTRICTED_SCOPE', 'must be the name of one scope, such as proctoring:write');
  }
  return scope;
}

function tokenKey(env: Environment, settings: z.infer<typeof token>): TokenConfig['key'] {
  const { JWT_JWKS_URL: url, JWT_PUBLIC_KEY: pem, JWT_SECRET: secret } = settings;
  const given = [url, pem, secret].filter(value => value !== null).length;
  if (given !== 1)
    throw wrong('JWT_JWKS_URL', `exactly one of JWT_JWKS_URL, JWT_PUBLIC_KEY and JWT_SECRET must be set`);
  if (url) return { kind: 'jwks', url: jwksUrl(url) };
  if (pem) return { kind: 'pem', pem: publicKeyPem(pem) };
  if (secret === DEVELOPMENT_TOKEN_SECRET && readBaseConfig(env).isDeployed) {
    throw wrong('JWT_SECRET', 'is the development secret, which everybody knows');
  }
  return { kind: 'secret', secret: requireTokenSecret(secret ?? '') };
}

/** @throws ConfigError if the service takes no token that is signed with this */
export function requireTokenSecret(secret: string): string {
  if (secret.length < 32) throw wrong('JWT_SECRET', 'must have at least 32 characters');
  return secret;
}

function jwksUrl(url: string): URL {
  if (!isWebAddress(url)) throw wrong('JWT_JWKS_URL', 'must be a URL such as https://lms.example.edu/oauth2/jwks.json');
  return new URL(url);
}

const RSA_BITS = 2048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** @param text in one line as well, with `\n` for line ends, as environment variables are often set */
function publicKeyPem(text: string): string {
  const pem = text.replaceAll('\\n', '\n');
  if (isSigningKey(pem)) return pem;
  throw wrong(
    'JWT_PUBLIC_KEY',
    `must be a PEM of a public key: RSA of ${RSA_BITS} bits or more, EC P-256, P-384 or P-521, or Ed25519`,
  );
}

/** Whether it is the key of an algorithm that tokens may be signed with. */
function isSigningKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails = {} } = createPublicKey(pem);
    const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
    return modulusLength >= RSA_BITS || CURVES.includes(namedCurve) || asymmetricKeyType === 'ed25519';
  } catch {
    // The error may quote the text.
    return false;
  }
}

function claimNames(json: string | null): ClaimNames {
  if (json === null) return DEFAULT_CLAIMS;
  const known = Object.keys(DEFAULT_CLAIMS);
  const names = z.safeParse(z.record(z.string(), z.string()), parseJson('JWT_CLAIMS', json));
  if (!names.success || !Object.keys(names.data).every(name => known.includes(name))) {
    throw wrong('JWT_CLAIMS', `must be a JSON object from any of ${known.join(', ')} to claim names`);
  }
  return { ...DEFAULT_CLAIMS, ...names.data };
}

const cors = z.object({ CORS_ORIGINS: unset, PRODUCTION: flag });

/** The origins whose web pages may call the service; none by default, `*` for any outside production stages. */
export function readCorsOrigins(env: Environment): string[] {
  const settings = parse(cors, env);
  const origins = (settings.CORS_ORIGINS ?? '').split(',').map(origin => origin.trim());
  const given = origins.filter(origin => origin !== '');
  if (!given.every(origin => origin === '*' || isOrigin(origin))) {
    throw wrong('CORS_ORIGINS', 'must be origins such as https://learning.example.edu, separated by commas');
  }
  if (given.includes('*') && settings.PRODUCTION) {
    throw wrong('CORS_ORIGINS', 'must name each origin in a production stage');
  }
  return given;
}

/** Just as browsers write it: no path, no slash at the end, lower case. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]*$/.test(text) && URL.parse(text)?.origin === text;
}

const basePath = z.object({ BASE_PATH: unset });

/** What stands before the service's own paths where an API mapping or a proxy adds it; "" for nothing. */
export function readBasePath(env: Environment): string {
  const path = parse(basePath, env).BASE_PATH ?? '';
  // The characters that API mappings may have, in one segment or several.
  const isPath = /^(?:\/[\w$.+!*'()~-]+)*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPath) throw wrong('BASE_PATH', 'must be a path such as /proctoring, without a slash at the end');
  return path;
}

const videoLinks = z.object({ VIDEO_LINK_KEYS: required });

/** The keys that video links are encrypted with, 32 bytes each; the first one encrypts. */
export function readVideoLinkKeys(env: Environment): Uint8Array[] {
  const { VIDEO_LINK_KEYS } = parse(videoLinks, env);
  return VIDEO_LINK_KEYS.split(',').map(text => {
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw wrong('VIDEO_LINK_KEYS', 'must be keys of 32 bytes in base64, separated by commas');
    if (text.trim() === DEVELOPMENT_VIDEO_LINK_KEY && readBaseConfig(env).isDeployed) {
      throw wrong('VIDEO_LINK_KEYS', 'is the development key, which everybody knows');
    }
    return key;
  });
}

const attempts = z.object({ ALLOW_TIMED_OUT_STATE: flag, PROCTORED_EXAM_VIEWABLE_PAST_DUE: flag });

/** How attempts live. */
export function readAttemptConfig(env: Environment): {
  timedOutStatus: TimedOutStatus;
  viewablePastDue: boolean;
  defaultBackend: string;
} {
  const settings = parse(attempts, env);
  return {
    defaultBackend: readDefaultBackend(env),
    timedOutStatus: settings.ALLOW_TIMED_OUT_STATE ? 'timed_out' : 'submitted',
    viewablePastDue: settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE ?? false,
  };
}

const defaultBackend = z.object({ DEFAULT_BACKEND: z._default(z.string(), 'software_secure') });

/** The backend of exams that name none. */
export function readDefaultBackend(env: Environment): string {
  return parse(defaultBackend, env).DEFAULT_BACKEND;
}

const examAge = z.object({ EXAM_MAX_AGE_SECONDS: unset });

/** For how many seconds a function may remember an exam that it has read; 0 reads it every time. */
export function readExamMaxAge(env: Environment): number {
  const seconds = parse(examAge, env).EXAM_MAX_AGE_SECONDS ?? '0';
  if (!/^\d{1,2}$/.test(seconds) || Number(seconds) > 60) {
    throw wrong('EXAM_MAX_AGE_SECONDS', 'must be a whole number of seconds from 0 to 60');
  }
  return Number(seconds);
}

const registrations = z.object({ VENDOR_REGISTRATIONS_PER_HOUR: unset });

/** How often a learner may be registered with a vendor for an exam within an hour; 0 for no limit. */
export function readRegistrationLimit(env: Environment): number {
  const limit = parse(registrations, env).VENDOR_REGISTRATIONS_PER_HOUR ?? '20';
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100) {
    throw wrong('VENDOR_REGISTRATIONS_PER_HOUR', 'must be a whole number from 0 to 100');
  }
  return Number(limit);
}

const retention = z.object({ HISTORY_RETENTION_DAYS: unset, PAYLOAD_RETENTION_DAYS: unset });

/** For how many days the history, or what vendors delivered, is kept; null for ever. */
export function readRetention(env: Environment, variable: keyof typeof retention.shape): number | null {
  const days = parse(retention, env)[variable];
  if (days === null) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw wrong(variable, 'must be a whole number of days from 1 to 99999');
  return Number(days);
}

const reviews = z.object({ ALLOW_CALLBACK_SIMULATION: flag, ALLOW_REVIEW_UPDATES: flag });

/** How reviews are taken. */
export function readReviewConfig(env: Environment): { allowCallbackSimulation: boolean; allowReviewUpdates: boolean } {
  const settings = parse(reviews, env);
  const allowCallbackSimulation = settings.ALLOW_CALLBACK_SIMULATION ?? false;
  if (allowCallbackSimulation && readBaseConfig(env).isProduction) {
    throw wrong('ALLOW_CALLBACK_SIMULATION', 'must be off in a production stage');
  }
  return { allowCallbackSimulation, allowReviewUpdates: settings.ALLOW_REVIEW_UPDATES ?? false };
}
