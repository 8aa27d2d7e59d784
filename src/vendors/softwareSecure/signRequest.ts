import { createHmac } from 'node:crypto';
import { flattenBody, type JsonObject } from './flattenBody.ts';

/** The key pair that PSI issues for signatures. */
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

/** The `Authorization` header. PSI's signature covers the members of the body, not its bytes. */
export function authorization(body: JsonObject, date: string, { keyId, secret }: SigningKey): string {
  const signature = createHmac('sha256', secret).update(textToSign(body, date)).digest('base64');
  return `SSI ${keyId}:${signature}`;
}

/** The empty second line is the body's checksum, which PSI does not use. */
export function textToSign(body: JsonObject, date: string): string {
  return `POST\n\n${CONTENT_TYPE}\n${date}\n${flattenBody(body)}`;
}
