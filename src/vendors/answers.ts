import type * as z from 'zod/mini';
import { vendorFailed } from '../domain/vendors/vendor.ts';
import { tryParse, withoutMark } from '../validation/validation.ts';
import type { VendorAnswer } from './vendorHttp.ts';
import { keepDigits } from './wholeNumbers.ts';

/**
 * What a vendor answered, as its protocol has it. An `id` beyond 2^53 has its own digits, as text.
 * @throws Refusal `vendor_failed` for another status than 2xx, and for a body that is not as it must be
 */
export function expectAnswer<Schema extends z.ZodMiniType>(
  vendor: string,
  answer: VendorAnswer,
  schema: Schema,
): z.output<Schema> {
  requireSuccess(vendor, answer);
  const result = tryParse(schema, parsed(answer.body));
  if (result?.success) return result.data;
  throw vendorFailed(vendor, 'nonsense', { vendorStatus: answer.status });
}

/**
 * The vendor has taken what it was told; what it says about it does not matter, as long as it is the vendor that says it: a page in
 * place of JSON, though with 200, comes from something in between.
 * @throws Refusal `vendor_failed`
 */
export function requireTaken(vendor: string, answer: VendorAnswer): void {
  requireSuccess(vendor, answer);
  const { body, status } = answer;
  if (body.trim() !== '' && parsed(body) === undefined)
    throw vendorFailed(vendor, 'nonsense', { vendorStatus: status });
}

/** @throws Refusal `vendor_failed` for another status than 2xx */
function requireSuccess(vendor: string, { status }: VendorAnswer): void {
  if (status < 200 || status > 299) throw vendorFailed(vendor, 'refused', { vendorStatus: status });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(withoutMark(json), keepDigits('id'));
  } catch {
    return undefined;
  }
}
