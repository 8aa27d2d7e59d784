import { DomainError } from '../errors.ts';
import type { Instant } from '../time.ts';
import type { Webhook, WebhookStatus } from './webhook.ts';

/** The fields that a request sets. */
export type WebhookTerms = Pick<Webhook, 'url' | 'types' | 'courseIds' | 'include' | 'description'>;

export type WebhookChange = Partial<WebhookTerms> & { status?: WebhookStatus };

/**
 * The webhook after a change; the same object if nothing differs. Only a successful test activates a webhook, so that events go
 * to no endpoint that did not ask for them.
 * @throws DomainError `webhook_not_verified` for the status `active` of one that is not
 */
export function changeWebhook(before: Webhook, { status, ...terms }: WebhookChange, now: Instant): Webhook {
  if (status === 'active' && before.status !== 'active') throw notVerified(before);
  const isMoved = terms.url !== undefined && terms.url !== before.url;
  const after = { ...before, ...terms, ...statusAfter(before, { desired: status, isMoved, now }) };
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  return { ...after, version: before.version + 1, modifiedAt: now };
}

/** The webhook whose endpoint has accepted a test. */
export function activateWebhook(before: Webhook, now: Instant): Webhook {
  return { ...before, ...enabled('active'), version: before.version + 1, modifiedAt: now };
}

type Status = Pick<Webhook, 'status' | 'disabledBecause' | 'disabledAt'>;

function enabled(status: 'pending' | 'active'): Status {
  return { status, disabledBecause: null, disabledAt: null };
}

function statusAfter(
  { status, disabledBecause, disabledAt }: Webhook,
  { desired, isMoved, now }: { desired: WebhookStatus | undefined; isMoved: boolean; now: Instant },
): Status {
  if (desired === 'disabled') {
    const since = status === 'disabled' ? disabledAt : now;
    return { status: desired, disabledBecause: disabledBecause ?? 'requested', disabledAt: since };
  }
  if (desired === 'pending' || isMoved) return enabled('pending');
  return { status, disabledBecause, disabledAt };
}

function notVerified({ webhookId, status }: Webhook): DomainError {
  const nextStep =
    status === 'disabled' ? 'Set the status pending, then send a test: it activates' : 'Send a test: it activates';
  return new DomainError('webhook_not_verified', `Webhook ${webhookId} is ${status}. ${nextStep} the webhook.`);
}
