/*
 * The common part of signing and verifying by Standard Webhooks 1.0:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

/** Precedes the base64 of a secret. */
export const SECRET_PREFIX = 'whsec_';

/** The signed text before the body. @param timestamp seconds since 1970 */
export function signedPrefix(id: string, timestamp: string): string {
  return `${id}.${timestamp}.`;
}
