import { createPrivateKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { configError, type Environment, optionalString, parse, parseJson } from './env.ts';

const examAccess = z.object({
  /**
   * Private key that signs tokens for the content of exams, as a JWK of an RSA key of 2048 bits or more:
   * docs/operations.md#access-tokens. Without it there are no such tokens.
   * @defaultValue none
   */
  EXAM_ACCESS_KEY: optionalString,
  /**
   * `iss` of tokens for the content of exams.
   * @defaultValue `proctoring`
   */
  EXAM_ACCESS_ISSUER: z._default(z.string(), 'proctoring'),
  /**
   * `version` of tokens for the content of exams.
   * @defaultValue `1.2.0`
   */
  EXAM_ACCESS_VERSION: z._default(z.string(), '1.2.0'),
});

/** The key and the constant claims of tokens for the content of exams. */
export interface ExamAccessSettings {
  key: KeyObject;
  /** The `kid` of the key. */
  keyId: string | null;
  issuer: string;
  version: string;
}

/** Null without a key: then there are no tokens. */
export function readExamAccess(env: Environment): ExamAccessSettings | null {
  const { EXAM_ACCESS_KEY: json, EXAM_ACCESS_ISSUER: issuer, EXAM_ACCESS_VERSION: version } = parse(examAccess, env);
  return json === null ? null : { ...privateKey(parseJson('EXAM_ACCESS_KEY', json)), issuer, version };
}

const RSA_BITS = 2048;

function privateKey(jwk: unknown): Pick<ExamAccessSettings, 'key' | 'keyId'> {
  const key = importKey(jwk);
  const isLongEnough = (key?.asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS;
  if (key?.asymmetricKeyType !== 'rsa' || !isLongEnough) {
    throw configError('EXAM_ACCESS_KEY', `must be the JWK of a private RSA key of ${RSA_BITS} bits or more`);
  }
  const { kid } = jwk as { kid?: unknown };
  return { key, keyId: typeof kid === 'string' ? kid : null };
}

function importKey(jwk: unknown): KeyObject | undefined {
  try {
    return createPrivateKey({ key: jwk as JsonWebKeyInput['key'], format: 'jwk' });
  } catch {
    // The error is dropped: it may quote the key.
    return undefined;
  }
}
