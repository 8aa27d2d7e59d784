import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';

/** @throws DomainError `forbidden`, `webhook_not_found` */
export async function findWebhook(
  { webhooks }: { webhooks: Pick<WebhookStore, 'find'> },
  caller: Caller,
  webhookId: string,
): Promise<Webhook> {
  requireGlobalStaff(caller);
  const webhook = await webhooks.find(webhookId);
  if (!webhook) throw webhookNotFound(webhookId);
  return webhook;
}

export function webhookNotFound(webhookId: string): DomainError {
  return new DomainError('webhook_not_found', `There is no webhook with the id ${webhookId}.`);
}
