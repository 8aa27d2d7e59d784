import type { Instant } from '../time.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import { type EventFacts, toSequence } from './event.ts';

/** Its id stays the same when the disabled webhook is changed. */
export function disabledEvent(webhook: Webhook): EventFacts {
  return webhookEvent('disabled', webhook, webhook.disabledAt ?? webhook.modifiedAt);
}

/** An event about a webhook itself: a test of it, or its disabling. It belongs to no course. */
export function webhookEvent(action: 'test' | 'disabled', webhook: Webhook, time: Instant): EventFacts {
  const { webhookId, version, status, disabledBecause } = webhook;
  return {
    type: `webhook.${action}`,
    subject: `webhooks/${webhookId}`,
    identity: ['webhook', webhookId, action, time],
    time,
    sequence: toSequence(version, 10),
    partitionKey: webhookId,
    data: { webhook: { id: webhookId, status, disabled_because: disabledBecause } },
  };
}
