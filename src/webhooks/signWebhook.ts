import { createHmac } from 'node:crypto';
import { SECRET_PREFIX, signedPrefix } from '../domain/webhooks/standardWebhooks.ts';

/** The header `webhook-signature`: a signature by each secret, the newest first. */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string {
  const signatures = secrets.map(secret =>
    createHmac('sha256', keyOf(secret)).update(signedPrefix(id, timestamp)).update(body).digest('base64'),
  );
  return signatures.map(signature => `v1,${signature}`).join(' ');
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
}
