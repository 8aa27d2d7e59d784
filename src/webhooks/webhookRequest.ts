import type { Instant } from '../domain/time.ts';
import type { Webhook } from '../domain/webhooks/webhook.ts';
import { validSecrets } from '../domain/webhooks/webhookSecrets.ts';
import type { WebhookRequest } from '../usecases/ports/webhookDelivery.ts';
import { signWebhook } from './signWebhook.ts';

/** That of package.json, which would be bundled as a whole. */
const VERSION = '0.1.0';

const HEADERS = {
  'content-type': 'application/cloudevents+json; charset=utf-8',
  'user-agent': `serverless-proctoring/${VERSION}`,
};

/**
 * The signed request of an event. The id is the same in every try, the timestamp that of the try.
 * @throws Error without a secret: nothing is sent unsigned
 */
export function toWebhookRequest(
  { webhookId, url, secrets }: Pick<Webhook, 'webhookId' | 'url' | 'secrets'>,
  event: { id: string },
  now: Instant,
): WebhookRequest {
  const signing = validSecrets(secrets, now).map(({ secret }) => secret);
  if (signing.length === 0) throw new Error(`no secret of webhook ${webhookId} can be decrypted`);
  const body = JSON.stringify(event);
  const { id } = event;
  const timestamp = String(Math.floor(Date.parse(now) / 1000));
  const headers = {
    ...HEADERS,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signWebhook(signing, { id, timestamp, body }),
  };
  return { url, headers, body };
}
