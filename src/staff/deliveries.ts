import { client, isProblem } from './api.ts';
import { concerns, type DeliveryTarget, type FailedDelivery, mayConcern } from './deliveryMatch.ts';

const MAX_FAILURES = 100;
const MAX_CANDIDATES = 20;

/** The latest events about an attempt that webhooks did not accept; for global staff. */
export async function loadFailedDeliveries(target: DeliveryTarget, signal: AbortSignal): Promise<FailedDelivery[]> {
  const { results: webhooks } = await client.listWebhooks({}, { signal });
  const failures = await Promise.all(
    webhooks.map(async ({ id, url, description }) => {
      const input = { params: { webhook_id: id }, query: { limit: MAX_FAILURES } };
      const { results } = await client.listWebhookFailures(input, { signal });
      const webhook = description || new URL(url).host;
      return results.map(failure => ({ eventId: failure.event_id, webhook, failure }));
    }),
  );
  const candidates = failures
    .flat()
    .filter(({ eventId }) => mayConcern(eventId, target.instants))
    .slice(0, MAX_CANDIDATES);
  const matches = await Promise.all(candidates.map(({ eventId }) => isAbout(eventId, target, signal)));
  return candidates.filter((_, index) => matches[index]);
}

async function isAbout(event_id: string, target: DeliveryTarget, signal: AbortSignal): Promise<boolean> {
  try {
    return concerns(await client.readEvent({ params: { event_id } }, { signal }), target);
  } catch (error) {
    // Events are stored for a limited time.
    if (isProblem(error, 'event_not_found')) return false;
    throw error;
  }
}
