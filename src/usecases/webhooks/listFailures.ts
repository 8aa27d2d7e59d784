import type { Caller } from '../../domain/actors.ts';
import type { FailurePage, WebhookStore } from '../ports/webhookStore.ts';
import { findWebhook } from './findWebhook.ts';

/**
 * A page of the events that a webhook did not accept, and that are no longer retried.
 * @throws DomainError `forbidden`, `webhook_not_found`, `invalid_request` for a cursor of another webhook
 */
export async function listFailures(
  ports: { webhooks: Pick<WebhookStore, 'find' | 'listFailures'> },
  caller: Caller,
  webhookId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<FailurePage> {
  await findWebhook(ports, caller, webhookId);
  return ports.webhooks.listFailures(webhookId, page);
}
