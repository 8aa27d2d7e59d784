import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { DomainError } from '../domain/errors.ts';
import type { ReviewDelivery } from '../domain/reviews/review.ts';
import { redactMembers } from './redactMembers.ts';
import { keepDigits } from './wholeNumbers.ts';

/**
 * What a delivery may weigh: below the 6 MB that Lambda takes, with room for the event around it. Under a content type
 * that is neither JSON nor text the gateway hands it over as base64, and 4.4 MB is the most.
 */
export const MAX_CALLBACK_BYTES = 5_500_000;

/**
 * The JSON that a vendor posted; half a surrogate pair in it stays one, for the fields to refuse or to repair.
 * @param idMember a member whose whole numbers keep their digits, as text where JavaScript's numbers cannot hold them
 * @throws Refusal `payload_too_large`, `malformed_json`
 */
export function readDelivery(body: Uint8Array, idMember?: string): unknown {
  if (body.length > MAX_CALLBACK_BYTES) {
    throw new DomainError(
      'payload_too_large',
      `A review may have ${MAX_CALLBACK_BYTES} bytes, this one has ${body.length}.`,
    );
  }
  // A byte order mark before it is left out.
  const text = new TextDecoder().decode(body);
  // A reviver is asked about every value: only where there is something to keep.
  const hasLongId = idMember !== undefined && new RegExp(`"${idMember}"\\s*:\\s*\\d{16}`).test(text);
  try {
    return JSON.parse(text, hasLongId ? keepDigits(idMember) : undefined);
  } catch {
    // The parser's own message quotes the text, which may be personal.
    throw new DomainError('malformed_json', 'The body is not valid JSON.');
  }
}

/**
 * The delivery as it is kept.
 * @param links the members that hold personal links, wherever they are
 * @param externalId the vendor's id of the attempt, where the body does not say what it is about
 */
export function keptDelivery(
  body: Uint8Array,
  links: readonly string[],
  externalId?: string,
): Pick<ReviewDelivery, 'payload' | 'digest' | 'bytesDigest'> {
  // One character a byte, so that every other byte stays as it is, whatever it is.
  const text = asBuffer(body).toString('latin1');
  const payload = Buffer.from(redactMembers(text, links), 'latin1');
  const bytesDigest = createHash('sha256').update(body).digest('hex');
  if (externalId === undefined) return { payload, digest: bytesDigest };
  const named = createHash('sha256').update(`${externalId.toLowerCase()}\n`).update(body);
  return { payload, digest: named.digest('hex'), bytesDigest };
}

/** Far more remarks than any reviewer makes. */
const MAX_COMMENTS = 10_000;

/** A list, counted before a single entry is looked at: what is posted to a webhook comes from anybody. */
export function counted<List extends z.ZodMiniType>(list: List) {
  return z.pipe(
    z.unknown().check(
      z.refine((input: unknown) => !Array.isArray(input) || input.length <= MAX_COMMENTS, {
        error: `must be at most ${MAX_COMMENTS} comments`,
        abort: true,
      }),
    ),
    list,
  );
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
