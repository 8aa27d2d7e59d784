import type { Webhook } from '../../domain/webhooks/webhook.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { webhookNotFound } from './findWebhook.ts';

const MAX_TRIES = 20;

/**
 * Stores the webhook that `decide` returns, and decides again after a conflict.
 * @param decide returns the webhook after the change, or the same object for "no change"
 * @throws DomainError `webhook_not_found`, `busy`; any error of `decide`
 */
export function replaceWebhook(
  { webhooks }: { webhooks: Pick<WebhookStore, 'find' | 'replace'> },
  webhookId: string,
  decide: (webhook: Webhook) => Webhook,
): Promise<Webhook> {
  return retryOnConflict(
    async () => {
      const before = await webhooks.find(webhookId);
      if (!before) throw webhookNotFound(webhookId);
      const after = decide(before);
      return after === before || (await webhooks.replace(before, after)) ? after : CONFLICT;
    },
    { maxTries: MAX_TRIES, busy: `Webhook ${webhookId} is being changed concurrently. Try again.` },
  );
}
