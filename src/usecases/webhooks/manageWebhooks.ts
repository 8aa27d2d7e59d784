import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { invalidField } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import { HEALTHY, type Webhook, type WebhookHealth } from '../../domain/webhooks/webhook.ts';
import { changeWebhook, type WebhookChange, type WebhookTerms } from '../../domain/webhooks/webhookChange.ts';
import { checkWebhookUrl, type UrlRules } from '../../domain/webhooks/webhookUrl.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { findWebhook } from './findWebhook.ts';
import { replaceWebhook } from './replaceWebhook.ts';

interface ManagePorts {
  webhooks: WebhookStore;
  urlRules: UrlRules;
  drawWebhookId: () => string;
  /** Draws a secret that no one can guess, with the prefix `whsec_`. */
  drawSecret: () => string;
  clock: Clock;
}

export interface WebhookWithHealth {
  webhook: Webhook;
  health: WebhookHealth;
}

/**
 * Creates a webhook, which is pending until a test succeeds.
 * @throws DomainError `forbidden`, `invalid_request` for its URL, `too_many_webhooks`, `webhooks_not_configured`
 */
export async function createWebhook(ports: ManagePorts, caller: Caller, terms: WebhookTerms): Promise<Webhook> {
  requireGlobalStaff(caller);
  const now = ports.clock();
  const webhook: Webhook = {
    webhookId: ports.drawWebhookId(),
    ...terms,
    url: normalisedUrl(terms.url, ports.urlRules),
    status: 'pending',
    disabledBecause: null,
    disabledAt: null,
    secrets: [{ secret: ports.drawSecret(), until: null }],
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  await ports.webhooks.create(webhook);
  return webhook;
}

/** All webhooks, the oldest first. @throws DomainError `forbidden` */
export async function listWebhooks(
  { webhooks }: Pick<ManagePorts, 'webhooks'>,
  caller: Caller,
): Promise<WebhookWithHealth[]> {
  requireGlobalStaff(caller);
  const listed = await webhooks.list();
  const byAge = listed.sort((a, b) => (a.createdAt + a.webhookId < b.createdAt + b.webhookId ? -1 : 1));
  const healths = await webhooks.health(byAge.map(({ webhookId }) => webhookId));
  return byAge.map(webhook => ({ webhook, health: healths.get(webhook.webhookId) ?? HEALTHY }));
}

/** @throws DomainError `forbidden`, `webhook_not_found` */
export async function readWebhook(
  ports: Pick<ManagePorts, 'webhooks'>,
  caller: Caller,
  webhookId: string,
): Promise<WebhookWithHealth> {
  return withHealth(ports, await findWebhook(ports, caller, webhookId));
}

/**
 * Changes the given fields. With another URL the webhook is pending again.
 * @throws DomainError `forbidden`, `webhook_not_found`, `invalid_request` for its URL, `webhook_not_verified`, `busy`
 */
export async function updateWebhook(
  ports: ManagePorts,
  caller: Caller,
  webhookId: string,
  change: WebhookChange,
): Promise<WebhookWithHealth> {
  requireGlobalStaff(caller);
  const { url, ...others } = change;
  const normalised = { ...others, ...(url !== undefined && { url: normalisedUrl(url, ports.urlRules) }) };
  const now = ports.clock();
  const decide = (before: Webhook) => changeWebhook(before, normalised, now);
  return withHealth(ports, await replaceWebhook(ports, webhookId, decide));
}

/** Removes a webhook with its failures. @throws DomainError `forbidden`, `webhook_not_found` */
export async function removeWebhook(
  ports: Pick<ManagePorts, 'webhooks'>,
  caller: Caller,
  webhookId: string,
): Promise<void> {
  await findWebhook(ports, caller, webhookId);
  await ports.webhooks.remove(webhookId);
}

async function withHealth({ webhooks }: Pick<ManagePorts, 'webhooks'>, webhook: Webhook): Promise<WebhookWithHealth> {
  const healths = await webhooks.health([webhook.webhookId]);
  return { webhook, health: healths.get(webhook.webhookId) ?? HEALTHY };
}

function normalisedUrl(url: string, rules: UrlRules): string {
  const checked = checkWebhookUrl(url, rules);
  if ('url' in checked) return checked.url;
  throw invalidField('url', checked.fault);
}
