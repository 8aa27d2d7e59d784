import type { ProctoringEvent } from '../../domain/events/event.ts';
import { isSubscribed } from '../../domain/webhooks/subscription.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import type { DeliveryQueue } from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'list'>;
  deliveryQueue: DeliveryQueue;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

interface LoggedEvent {
  event: ProctoringEvent;
  courseId: string | null;
}

/** A new webhook receives events after this time at the latest. */
const MAX_AGE_MS = 30_000;

class NotQueued extends Error {
  override readonly name = 'NotQueued';
}

/**
 * Queues each event for every active webhook that is subscribed to it. The webhooks are read once in 30 seconds.
 * @returns the function that queues events, and returns the errors of those that are not queued for all of their webhooks
 */
export function createFanOut({ webhooks, deliveryQueue, milliseconds }: Ports) {
  let cached: { active: Webhook[]; until: number } | undefined;
  const readActive = async () => {
    if (cached && milliseconds() < cached.until) return cached.active;
    const listed = await webhooks.list();
    const active = listed.filter(({ status }) => status === 'active');
    cached = { active, until: milliseconds() + MAX_AGE_MS };
    return active;
  };
  return async <Logged extends LoggedEvent>(events: readonly Logged[]): Promise<Map<Logged, unknown>> => {
    if (events.length === 0) return new Map();
    try {
      const rejected = await queueAll(deliveryQueue, await readActive(), events);
      return new Map(events.filter(({ event }) => rejected.has(event.id)).map(logged => [logged, new NotQueued()]));
    } catch (error) {
      return new Map(events.map(logged => [logged, error]));
    }
  };
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
