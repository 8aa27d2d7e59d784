/**
 * Verifies a delivery by Standard Webhooks (https://www.standardwebhooks.com). Needs nothing but Node: copy this file.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Deliveries of an earlier or later time are replays, or one of the clocks is wrong. */
const TOLERANCE_SECONDS = 300;

/** The reason for which a delivery is not authentic; answer 401. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/**
 * The event of an authentic delivery.
 * @param body the bytes of the request as they arrived, before any parser
 * @param headers with names in lower case, as Node has them
 * @param secret of the webhook: `whsec_…`
 * @throws WebhookVerificationError
 */
export function verifyWebhook(
  body: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  secret: string,
  now: Date = new Date(),
): unknown {
  const id = requireHeader(headers, 'webhook-id');
  const timestamp = requireHeader(headers, 'webhook-timestamp');
  const signatures = requireHeader(headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookVerificationError('webhook-timestamp is not a number of seconds.');
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new WebhookVerificationError('webhook-timestamp differs from the clock by more than five minutes.');
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  // While a secret is rotated there are two signatures.
  const isSigned = signatures.split(' ').some(signature => {
    const [version, value = ''] = signature.split(',');
    const bytes = Buffer.from(value, 'base64');
    return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  if (!isSigned) throw new WebhookVerificationError('No signature is that of this secret and body.');
  return JSON.parse(body.toString('utf8'));
}

function requireHeader(headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookVerificationError(`The header ${name} is missing.`);
  return value;
}
