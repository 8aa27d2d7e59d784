import type { ProctoringEvent } from '../../domain/events/event.ts';
import { type Clock, laterBy } from '../../domain/time.ts';
import { disableWebhook } from '../../domain/webhooks/unresponsive.ts';
import type { DeliveryFailure, Webhook } from '../../domain/webhooks/webhook.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { replaceWebhook } from './replaceWebhook.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'find' | 'replace' | 'addFailure'>;
  announce: (event: ProctoringEvent) => Promise<void>;
  toDisabledEvent: (webhook: Webhook) => ProctoringEvent;
  clock: Clock;
}

/** Far longer than the queue takes to repeat a message whose function was cut off. */
const ANNOUNCED_SECONDS = 3600;

/** The end of deliveries: failures, and webhooks that are disabled. */
export function createGivingUp(ports: Ports) {
  const { webhooks, clock } = ports;
  /** Announcements of this process by event id; they are few. */
  const announced = new Map<string, Promise<void>>();

  /**
   * Announces a webhook that the service has disabled, once. A message that is repeated because its function was cut off after
   * the disabling does so too.
   */
  const announceDisabled = async (webhook: Webhook): Promise<void> => {
    const { disabledBecause, disabledAt } = webhook;
    if (disabledBecause === null || disabledBecause === 'requested' || disabledAt === null) return;
    if (laterBy(disabledAt, ANNOUNCED_SECONDS) < clock()) return;
    const event = ports.toDisabledEvent(webhook);
    const announcement = announced.get(event.id) ?? ports.announce(event);
    announced.set(event.id, announcement);
    try {
      await announcement;
    } catch (error) {
      announced.delete(event.id);
      throw error;
    }
  };

  return {
    announceDisabled,

    async giveUp(failure: DeliveryFailure): Promise<void> {
      await webhooks.addFailure(failure);
    },

    /** Unless it was changed meanwhile: another endpoint has not failed. */
    async disable(failed: Webhook, because: 'gone' | 'failing'): Promise<void> {
      const now = clock();
      const after = await replaceWebhook(ports, failed.webhookId, before =>
        disableWebhook(before, failed, because, now),
      );
      if (after.status === 'disabled') await announceDisabled(after);
    },
  };
}
