import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { DomainError } from '../domain/errors.ts';
import type { ReviewDelivery } from '../domain/reviews/review.ts';
import { preserveLargeIntegers } from './preserveLargeIntegers.ts';
import { redactMembers } from './redactMembers.ts';

/**
 * Limit of a delivery: Lambda's 6 MB less room for the rest of the event; 4.4 MB with a content type other than JSON and
 * text, as the gateway encodes it in base64.
 */
export const MAX_CALLBACK_BYTES = 5_500_000;

/**
 * The JSON of a delivery. Lone surrogates remain: the schemas reject or repair them.
 * @param idMember a member whose integers above 2^53 are read as strings of digits
 * @throws DomainError `payload_too_large`, `malformed_json`
 */
export function readDelivery(body: Uint8Array, idMember?: string): unknown {
  if (body.length > MAX_CALLBACK_BYTES) {
    throw new DomainError(
      'payload_too_large',
      `The review has ${body.length} bytes, above the limit of ${MAX_CALLBACK_BYTES}.`,
    );
  }
  // TextDecoder removes a byte order mark.
  const text = new TextDecoder().decode(body);
  // A reviver is slow, as it runs for each value: only used where such an id occurs.
  // Stryker disable next-line all: with a reviver the values are the same.
  const hasLongId = idMember !== undefined && new RegExp(`"${idMember}"\\s*:\\s*\\d{16}`).test(text);
  try {
    return JSON.parse(text, hasLongId ? preserveLargeIntegers(idMember) : undefined);
  } catch {
    // The parser's message quotes the text, which may be personal.
    throw new DomainError('malformed_json', 'The body is not valid JSON.');
  }
}

/**
 * The payload to store, without its links, and the digests that identify the delivery.
 * @param links the members with personal links, at any depth
 * @param externalId the external id from the path, if the body does not identify the attempt
 */
export function toStoredPayload(
  body: Uint8Array,
  links: readonly string[],
  externalId?: string,
): Pick<ReviewDelivery, 'payload' | 'digest' | 'bytesDigest'> {
  // latin1 maps each byte to one character, so that all other bytes survive unchanged.
  const text = asBuffer(body).toString('latin1');
  const payload = Buffer.from(redactMembers(text, links), 'latin1');
  const bytesDigest = createHash('sha256').update(body).digest('hex');
  if (externalId === undefined) return { payload, digest: bytesDigest };
  const digest = createHash('sha256').update(`${externalId.toLowerCase()}\n`).update(body);
  return { payload, digest: digest.digest('hex'), bytesDigest };
}

/** Far above the number of comments in any review. */
const MAX_COMMENTS = 10_000;

/** A bounded array, checked before its entries: anybody can post to a webhook. */
export function boundedArray<List extends z.ZodMiniType>(list: List) {
  return z.pipe(
    z
      .unknown()
      .check(
        z.refine(
          (input: unknown) => !Array.isArray(input) || input.length <= MAX_COMMENTS,
          `must be at most ${MAX_COMMENTS} comments`,
        ),
      ),
    list,
  );
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
