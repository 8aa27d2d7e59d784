import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { type EventSettings, type ProctoringEvent, toEvent } from '../../domain/events/event.ts';
import { webhookEvent } from '../../domain/events/webhookEvent.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import { activateWebhook } from '../../domain/webhooks/webhookChange.ts';
import { validSecrets } from '../../domain/webhooks/webhookSecrets.ts';
import type { SendWebhook, WebhookAnswer, WebhookRequest } from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { findWebhook } from './findWebhook.ts';
import { type FailurePorts, redeliverAnyFailure } from './redeliver.ts';
import { replaceWebhook } from './replaceWebhook.ts';

interface Ports extends FailurePorts {
  webhooks: Pick<WebhookStore, 'find' | 'replace' | 'recordSuccess'> & FailurePorts['webhooks'];
  eventSettings: EventSettings;
  /** The signed request of an event. */
  toRequest: (webhook: Webhook, event: ProctoringEvent, now: Instant) => WebhookRequest;
  sendWebhook: SendWebhook;
  clock: Clock;
}

export interface WebhookTest {
  answer: WebhookAnswer;
  /** Whether the endpoint accepted the event. */
  isDelivered: boolean;
  tookMs: number;
  /** The webhook after the test. */
  webhook: Webhook;
}

/**
 * Sends a test event and waits for the answer. A success activates a pending webhook, unless its URL was changed meanwhile, and ends
 * the failing and the parking of an active one.
 * @throws DomainError `forbidden`, `webhook_not_found`, `webhooks_not_configured`, `busy`
 */
export async function testWebhook(ports: Ports, caller: Caller, webhookId: string): Promise<WebhookTest> {
  const tested = await findWebhook(ports, caller, webhookId);
  const sentAt = ports.clock();
  if (validSecrets(tested.secrets, sentAt).length === 0) throw withoutSecret(webhookId);
  const event = toEvent(webhookEvent('test', tested, sentAt), ports.eventSettings);
  const answer = await ports.sendWebhook(ports.toRequest(tested, event, sentAt));
  const answeredAt = ports.clock();
  const isDelivered = 'status' in answer && answer.status >= 200 && answer.status < 300;
  const webhook = isDelivered ? await activate(ports, tested, answeredAt) : tested;
  return { answer, isDelivered, tookMs: Date.parse(answeredAt) - Date.parse(sentAt), webhook };
}

async function activate(ports: Ports, tested: Webhook, now: Instant): Promise<Webhook> {
  if (tested.status === 'disabled') return tested;
  const isTested = (webhook: Webhook) => webhook.status === 'pending' && webhook.url === tested.url;
  // Failures from before do not count against the tested endpoint. They are cleared first: a cut-off leaves it pending.
  const { backlogSince } = await ports.webhooks.recordSuccess(tested.webhookId, now);
  const webhook =
    tested.status === 'active'
      ? tested
      : await replaceWebhook(ports, tested.webhookId, before =>
          isTested(before) ? activateWebhook(before, now) : before,
        );
  // The probe may have ended while the webhook was not active.
  if (backlogSince !== null && webhook.status === 'active') {
    await redeliverAnyFailure(ports, webhook, { failedSince: backlogSince, exceptId: '', random: 0, delaySeconds: 0 });
  }
  return webhook;
}

function withoutSecret(webhookId: string): DomainError {
  return new DomainError(
    'webhooks_not_configured',
    `No secret of webhook ${webhookId} can be decrypted. Restore its key in WEBHOOK_KEYS, or rotate the secret.`,
  );
}
