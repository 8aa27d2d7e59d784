import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/time.ts';

/** A delivery before parsing. */
export interface SignedDelivery {
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
}

export interface SignatureSettings {
  /** One, or two during a rotation. */
  secrets: readonly string[];
  /** Permitted deviation of the vendor's clock, in both directions. */
  toleranceSeconds: number;
  now: Instant;
}

/** The fault of a rejected delivery, for the log only: the sender learns no reason. */
export type SignatureFault =
  /** No usable secret is configured. */
  | 'no secret'
  /** Missing or malformed. */
  | 'no signature'
  /** Missing or malformed. */
  | 'no timestamp'
  | 'wrong signature'
  /** Signed by the vendor at another time: a replay, or a wrong clock. */
  | 'too old'
  | 'too new';

/** The verification of a vendor's deliveries. */
export interface SignatureScheme {
  /** Whether the text is a valid secret of this scheme; called when the settings are read. */
  isSecret(secret: string): boolean;
  verify(delivery: SignedDelivery & SignatureSettings): Promise<'ok' | SignatureFault>;
  /**
   * The time of the verdict of a verified delivery, in milliseconds since 1970; null if it is not stated. Never the time of
   * the delivery, which a retry renews.
   */
  verdictTime?: (delivery: SignedDelivery) => number | null;
}

/** A scheme with an HMAC. */
interface HmacScheme {
  algorithm: 'sha1' | 'sha256';
  isSecret(secret: string): boolean;
  /** The bytes of a secret. */
  keyOf(secret: string): Uint8Array;
  /** Parses the headers: the signatures, the signed prefix of the body, and the time. */
  read(headers: SignedDelivery['headers']): { received: readonly string[]; prefix: string; sentAt: number | null };
  /** The permitted encodings of a signature. */
  write(signature: Buffer): readonly string[];
  /** Whether deliveries carry the time at which they were sent. */
  hasTimestamp: boolean;
}

/** Verifies the signature before the time, so that the log distinguishes a forgery from a wrong clock. */
export function hmacScheme(scheme: HmacScheme): SignatureScheme {
  return {
    isSecret: secret => scheme.isSecret(secret),
    async verify({ headers, body, secrets, toleranceSeconds, now }) {
      const keys = secrets.filter(secret => scheme.isSecret(secret)).map(secret => scheme.keyOf(secret));
      if (keys.length === 0) return 'no secret';
      const { received, prefix, sentAt } = scheme.read(headers);
      if (received.length === 0) return 'no signature';
      if (scheme.hasTimestamp && sentAt === null) return 'no timestamp';
      const expected = keys.flatMap(key =>
        scheme.write(createHmac(scheme.algorithm, key).update(prefix).update(body).digest()),
      );
      if (!isAnyEqual(expected, received)) return 'wrong signature';
      return sentAt === null ? 'ok' : checkTime(sentAt, now, toleranceSeconds);
    },
  };
}

/**
 * Compares all pairs in constant time, without an early exit, so that timing reveals nothing. Texts are compared undecoded:
 * several encodings of the same bytes must not pass.
 */
function isAnyEqual(expected: readonly string[], received: readonly string[]): boolean {
  let hasMatch = false;
  for (const a of received.map(text => Buffer.from(text))) {
    for (const b of expected.map(text => Buffer.from(text))) {
      const isEqual = a.length === b.length && timingSafeEqual(a, b);
      hasMatch = isEqual || hasMatch;
    }
  }
  return hasMatch;
}

/** @param sentAt milliseconds since 1970 */
function checkTime(sentAt: number, now: Instant, toleranceSeconds: number): 'ok' | 'too old' | 'too new' {
  const late = (Date.parse(now) - sentAt) / 1000;
  if (late > toleranceSeconds) return 'too old';
  return late < -toleranceSeconds ? 'too new' : 'ok';
}

/**
 * The time of the verdict of a verified delivery. A time too far ahead of the clock is dropped, as all later verdicts would
 * count as earlier ones.
 */
export function verdictTimeOf(
  scheme: SignatureScheme,
  delivery: SignedDelivery,
  { now, toleranceSeconds }: Pick<SignatureSettings, 'now' | 'toleranceSeconds'>,
): Instant | null {
  const time = scheme.verdictTime?.(delivery) ?? null;
  if (time === null || !(time >= 0) || checkTime(time, now, toleranceSeconds) === 'too new') return null;
  return new Date(time).toISOString();
}
