import { createHmac } from 'node:crypto';
import { flattenBody, type JsonObject } from './flattenBody.ts';

/** What PSI gives out to sign with. */
export interface SigningKey {
  keyId: string;
  secret: string;
}

export const CONTENT_TYPE = 'application/json';

/**
 * The headers of a request to PSI.
 * @param date the time of the request as an HTTP date
 */
export function signedHeaders(body: JsonObject, date: string, key: SigningKey): Record<string, string> {
  return { 'Content-Type': CONTENT_TYPE, Date: date, Authorization: authorization(body, date, key) };
}

/** The `Authorization` header: PSI signs what the request says, not the bytes it comes in. */
export function authorization(body: JsonObject, date: string, { keyId, secret }: SigningKey): string {
  const signature = createHmac('sha256', secret).update(textToSign(body, date)).digest('base64');
  return `SSI ${keyId}:${signature}`;
}

/** The second line is that of a checksum of the body, which PSI does without. */
export function textToSign(body: JsonObject, date: string): string {
  return `POST\n\n${CONTENT_TYPE}\n${date}\n${flattenBody(body)}`;
}
