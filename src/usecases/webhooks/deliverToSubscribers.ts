import type { ProctoringEvent } from '../../domain/events/event.ts';
import { isSubscribed } from '../../domain/webhooks/subscription.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import type { DeliveryQueue } from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'listChanged'>;
  deliveryQueue: DeliveryQueue;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

interface LoggedEvent {
  event: ProctoringEvent;
  courseId: string | null;
}

/** A manual edit raises no version: it is effective after this time at the latest. */
const MAX_AGE_MS = 30_000;

/** The latest queued events that a process remembers: those of many batches. */
const MAX_REMEMBERED = 10_000;

class NotQueued extends Error {
  override readonly name = 'NotQueued';
}

/**
 * Queues each event once for every active webhook that is subscribed to it, also if its record is delivered again. Each call reads
 * the version of their list, and the webhooks after a change: events of changes after an activation are queued for that webhook.
 * @returns the function that queues events, and returns the errors of those that are not queued for all of their webhooks
 */
export function createFanOut({ webhooks, deliveryQueue, milliseconds }: Ports) {
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
  /** Oldest first. */
  const queuedIds = new Set<string>();
  const addQueued = (ids: readonly string[]) => {
    for (const id of ids) queuedIds.add(id);
    for (const id of queuedIds) {
      if (queuedIds.size <= MAX_REMEMBERED) return;
      queuedIds.delete(id);
    }
  };
  return async <Logged extends LoggedEvent>(logged: readonly Logged[]): Promise<Map<Logged, unknown>> => {
    const events = logged.filter(({ event }) => !queuedIds.has(event.id));
    if (events.length === 0) return new Map();
    try {
      const rejected = await queueAll(deliveryQueue, await readActive(), events);
      addQueued(events.map(({ event }) => event.id).filter(id => !rejected.has(id)));
      return new Map(events.filter(({ event }) => rejected.has(event.id)).map(failed => [failed, new NotQueued()]));
    } catch (error) {
      return new Map(events.map(failed => [failed, error]));
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
