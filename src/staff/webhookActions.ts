import { ActionError } from './actionError.ts';
import { client, describeError } from './api.ts';

/** The actions on a webhook; each returns its result in words. */

/** Only a test that succeeds activates it: events go to no endpoint that does not accept them. */
export async function enableWebhook(webhook_id: string, name: string): Promise<string> {
  await client.changeWebhook({ params: { webhook_id }, body: { status: 'pending' } });
  return testWebhook(webhook_id, name);
}

/** @throws ActionError if the endpoint does not accept the test: errors are shown, results only announced to screen readers */
export async function testWebhook(webhook_id: string, name: string): Promise<string> {
  const { is_delivered, status_code, fault, took_ms } = await client.testWebhook({ params: { webhook_id } });
  if (is_delivered) return `${name} accepted the test in ${took_ms} ms`;
  const reason = fault?.replaceAll('_', ' ') ?? `status ${status_code ?? 'unknown'}`;
  throw new ActionError(`${name} did not accept the test: ${reason}`);
}

export async function redeliver(webhook_id: string, name: string, event_id: string): Promise<string> {
  await client.redeliverEvents({ params: { webhook_id }, body: { event_id } });
  return `The event is queued for ${name} again`;
}

/** Events older than this are not stored, whatever the retention. */
const MAX_AGE_MS = 400 * 24 * 3_600_000;
/** The user continues after this many requests, each of which queues up to 10,000 events. */
const MAX_CALLS = 20;

/** @throws ActionError with the number of events that are queued if a request fails */
export async function redeliverAll(webhook_id: string, name: string): Promise<string> {
  const params = { webhook_id };
  const since = new Date(Date.now() - MAX_AGE_MS).toISOString();
  let { queued, next_cursor } = await client.redeliverEvents({ params, body: { since, only_failed: true } });
  const text = () => `${queued === 1 ? '1 event is' : `${queued} events are`} queued for ${name} again`;
  for (let calls = 1; next_cursor !== null && calls < MAX_CALLS; calls++) {
    try {
      const rest = await client.redeliverEvents({ params, body: { cursor: next_cursor } });
      queued += rest.queued;
      next_cursor = rest.next_cursor;
    } catch (error) {
      throw new ActionError(`${text()}, the rest is not. ${describeError(error)}`);
    }
  }
  return `${text()}${next_cursor === null ? '' : '; press again for the rest'}`;
}
