import type { JsonObject } from '../src/vendors/softwareSecure/flattenBody.ts';
import { authorization, CONTENT_TYPE, type SigningKey } from '../src/vendors/softwareSecure/signRequest.ts';
import { readObject } from './vendorCall.ts';

/**
 * Validates a registration by PSI's rules.
 * @param headers names in lower case
 * @param body JSON text of the request
 * @returns `ok`, or the first error
 */
export function verifyRegistration(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  key: SigningKey,
): 'ok' | 'wrong content type' | 'no date' | 'not JSON' | 'wrong signature' {
  const { date } = headers;
  if (headers['content-type'] !== CONTENT_TYPE) return 'wrong content type';
  if (typeof date !== 'string' || new Date(date).toUTCString() !== date) return 'no date';
  const payload = readObject(body) as JsonObject | undefined;
  if (!payload) return 'not JSON';
  return headers.authorization === authorization(payload, date, key) ? 'ok' : 'wrong signature';
}
