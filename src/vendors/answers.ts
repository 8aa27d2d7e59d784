import type * as z from 'zod/mini';
import { vendorFailed } from '../domain/vendors/vendor.ts';
import { stripByteOrderMark, tryParse } from '../validation/validation.ts';
import { preserveLargeIntegers } from './preserveLargeIntegers.ts';
import type { VendorAnswer } from './vendorHttp.ts';

/**
 * The body of a vendor's answer, validated. An `id` above 2^53 keeps its digits, as a string.
 * @throws DomainError `vendor_failed` for a status other than 2xx, and for an invalid body
 */
export function expectAnswer<Schema extends z.ZodMiniType>(
  vendor: string,
  answer: VendorAnswer,
  schema: Schema,
): z.output<Schema> {
  requireSuccess(vendor, answer);
  const result = tryParse(schema, parseJson(answer.body));
  if (result?.success) return result.data;
  throw vendorFailed(vendor, 'malformed_response', { vendorStatus: answer.status });
}

/**
 * Requires that the vendor accepted a notification. The content of its answer is ignored, but a page in place of JSON comes
 * from a proxy, also with status 200.
 * @throws DomainError `vendor_failed`
 */
export function requireAccepted(vendor: string, answer: VendorAnswer): void {
  requireSuccess(vendor, answer);
  const { body, status } = answer;
  if (body.trim() !== '' && parseJson(body) === undefined)
    throw vendorFailed(vendor, 'malformed_response', { vendorStatus: status });
}

/** @throws DomainError `vendor_failed` for a status other than 2xx */
function requireSuccess(vendor: string, { status }: VendorAnswer): void {
  if (status < 200 || status > 299) throw vendorFailed(vendor, 'refused', { vendorStatus: status });
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(stripByteOrderMark(json), preserveLargeIntegers('id'));
  } catch {
    return undefined;
  }
}
