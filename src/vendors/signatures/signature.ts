import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/time.ts';

/** What came in, before anything of it is parsed. */
export interface SignedDelivery {
  /** Their names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
}

export interface SignatureSettings {
  /** As the vendor gave them out; two while one replaces the other. */
  secrets: readonly string[];
  /** By how much the vendor's clock may be behind or ahead. */
  toleranceSeconds: number;
  now: Instant;
}

/** Why a delivery is not taken for the vendor's. For the log; the sender is told nothing but that it is refused. */
export type SignatureFault =
  /** None is configured that could sign anything. */
  | 'no secret'
  /** There is none, or none as the scheme writes it. */
  | 'no signature'
  /** There is none, or none as the scheme writes it. */
  | 'no timestamp'
  | 'wrong signature'
  /** Signed by the vendor, but at another time: a replay, or a clock that is wrong. */
  | 'too old'
  | 'too new';

/** How a vendor proves that a delivery is its own. */
export interface SignatureScheme {
  /** Whether the text is a secret as this scheme has them. Asked when the settings are read. */
  isSecret(secret: string): boolean;
  verify(given: SignedDelivery & SignatureSettings): Promise<'ok' | SignatureFault>;
  /**
   * When the vendor came to its verdict, in milliseconds since 1970, of a delivery that was verified; null where it does not
   * say. Never the time of the try to deliver it, which a late retry has anew. Absent where a scheme has nothing of the kind.
   */
  verdictTime?: (delivery: SignedDelivery) => number | null;
}

/** What all schemes with an HMAC have in common. */
interface HmacScheme {
  algorithm: 'sha1' | 'sha256';
  isSecret(secret: string): boolean;
  /** The bytes of a secret. */
  keyOf(secret: string): Uint8Array;
  /** What is in the headers: the signatures, and what of them is signed before the body. */
  read(headers: SignedDelivery['headers']): { offered: readonly string[]; prefix: string; sentAt: number | null };
  /** The ways in which a signature may be written. */
  write(signature: Buffer): readonly string[];
  /** Whether the vendor says when it sent the delivery. */
  hasTimestamp: boolean;
}

/** The signature is checked before the time, so that the log tells a forgery from a clock that is wrong. */
export function hmacScheme(scheme: HmacScheme): SignatureScheme {
  return {
    isSecret: secret => scheme.isSecret(secret),
    async verify({ headers, body, secrets, toleranceSeconds, now }) {
      const keys = secrets.filter(secret => scheme.isSecret(secret)).map(secret => scheme.keyOf(secret));
      if (keys.length === 0) return 'no secret';
      const { offered, prefix, sentAt } = scheme.read(headers);
      if (offered.length === 0) return 'no signature';
      if (scheme.hasTimestamp && sentAt === null) return 'no timestamp';
      const expected = keys.flatMap(key =>
        scheme.write(createHmac(scheme.algorithm, key).update(prefix).update(body).digest()),
      );
      if (!isAnyEqual(expected, offered)) return 'wrong signature';
      return sentAt === null ? 'ok' : judgeTime(sentAt, now, toleranceSeconds);
    },
  };
}

/**
 * Every one against every other, each in constant time and all of them whatever was found, so that the time taken
 * tells nothing. They are compared as written: decoding would let several texts pass for the same bytes.
 */
function isAnyEqual(expected: readonly string[], offered: readonly string[]): boolean {
  let isFound = false;
  for (const one of offered.map(text => Buffer.from(text))) {
    for (const other of expected.map(text => Buffer.from(text))) {
      const isEqual = one.length === other.length && timingSafeEqual(one, other);
      isFound = isEqual || isFound;
    }
  }
  return isFound;
}

/** @param sentAt milliseconds since 1970 */
function judgeTime(sentAt: number, now: Instant, toleranceSeconds: number): 'ok' | 'too old' | 'too new' {
  const late = (Date.parse(now) - sentAt) / 1000;
  if (late > toleranceSeconds) return 'too old';
  return late < -toleranceSeconds ? 'too new' : 'ok';
}

/**
 * The verdict's time of a delivery that was verified. One ahead of the clock by more than the tolerance is none: every
 * verdict to come would be an earlier one.
 */
export function verdictTimeOf(
  scheme: SignatureScheme,
  delivery: SignedDelivery,
  { now, toleranceSeconds }: Pick<SignatureSettings, 'now' | 'toleranceSeconds'>,
): Instant | null {
  const time = scheme.verdictTime?.(delivery) ?? null;
  if (time === null || !(time >= 0) || judgeTime(time, now, toleranceSeconds) === 'too new') return null;
  return new Date(time).toISOString();
}

/** An object of JSON; undefined for anything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
