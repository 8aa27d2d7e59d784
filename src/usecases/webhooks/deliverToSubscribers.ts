import { isSubscribed } from '../../domain/webhooks/subscription.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import { type Publish, publishOnce } from '../events/publish.ts';
import type { LoggedEvent } from '../ports/eventLog.ts';
import type { DeliveryQueue } from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'listChanged'>;
  deliveryQueue: DeliveryQueue;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

/** A manual edit raises no version: it is effective after this time at the latest. */
const MAX_AGE_MS = 30_000;

class NotQueued extends Error {
  override readonly name = 'NotQueued';
}

/**
 * Queues each event once for every active webhook that is subscribed to it, also if its record is delivered again. Each call reads
 * the version of their list, and the webhooks after a change: events of changes after an activation are queued for that webhook.
 * @returns the function that queues events, and returns the errors of those that are not queued for all of their webhooks
 */
export function createFanOut({ webhooks, deliveryQueue, milliseconds }: Ports): Publish {
  let cached: { version: number; active: Webhook[]; until: number } | undefined;
  const readActive = async () => {
    const current = cached && milliseconds() < cached.until ? cached : undefined;
    const changed = await webhooks.listChanged(current?.version);
    if (!changed) return current?.active ?? [];
    const active = changed.webhooks.filter(({ status }) => status === 'active');
    // A concurrent call may have read a later version; the next call notices a change in either order.
    cached = { version: changed.version, active, until: milliseconds() + MAX_AGE_MS };
    return active;
  };
  return publishOnce(
    async events => queueAll(deliveryQueue, await readActive(), events),
    () => new NotQueued(),
  );
}

/** @returns the ids of events that the queue did not accept */
async function queueAll(
  deliveryQueue: DeliveryQueue,
  active: readonly Webhook[],
  events: readonly LoggedEvent[],
): Promise<Set<string>> {
  const deliveries = events.flatMap(({ event, courseId }) =>
    active
      .filter(webhook => isSubscribed(webhook, { type: event.type, courseId }))
      .map(({ webhookId }) => ({ webhookId, event })),
  );
  const rejected = deliveries.length > 0 ? await deliveryQueue.send(deliveries) : [];
  return new Set(rejected.map(({ event }) => event.id));
}
