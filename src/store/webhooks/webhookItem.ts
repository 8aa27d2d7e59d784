import {
  type DeliveryFailure,
  DISABLED_BECAUSE,
  HEALTHY,
  INCLUDABLE,
  WEBHOOK_STATUSES,
  type Webhook,
  type WebhookHealth,
  type WebhookSecret,
} from '../../domain/webhooks/webhook.ts';
import type { StoredFailure } from '../../usecases/ports/webhookStore.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import { asMap, asNumber, asOneOf, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import type { Cipher } from '../encryption/cipher.ts';

/** The sort keys of a webhook's items. A failure's sorts by the time of the event, with which the event's id begins. */
export const WEBHOOK_ENTRY = {
  webhook: 'webhook',
  health: 'health',
  failurePrefix: 'failure#',
  failure: (eventId: string) => `failure#${eventId}`,
};

/** The item with the ids of all webhooks and the version of their list: no webhook has this id. */
export const DIRECTORY_KEY = { webhook_id: 'all', entry: 'directory' };

export const webhookKey = (webhookId: string) => ({ webhook_id: webhookId, entry: WEBHOOK_ENTRY.webhook });
export const healthKey = (webhookId: string) => ({ webhook_id: webhookId, entry: WEBHOOK_ENTRY.health });
export const failureKey = (webhookId: string, eventId: string) => ({
  webhook_id: webhookId,
  entry: WEBHOOK_ENTRY.failure(eventId),
});

/** Attributes that are absent for null. */
export const NULLABLE_ATTRIBUTES = ['course_ids', 'disabled_because', 'disabled_at'];

/** The item of a webhook without its secrets. */
export function toWebhookItem(webhook: Webhook): Item {
  return withoutNulls({
    ...webhookKey(webhook.webhookId),
    url: webhook.url,
    types: webhook.types,
    course_ids: webhook.courseIds,
    include: webhook.include,
    description: webhook.description,
    status: webhook.status,
    disabled_because: webhook.disabledBecause,
    disabled_at: webhook.disabledAt,
    version: webhook.version,
    created_at: webhook.createdAt,
    modified_at: webhook.modifiedAt,
  });
}

export function toSecretItems({ webhookId, secrets }: Webhook, cipher: Cipher): Item[] {
  return secrets.map(({ secret, until }) => withoutNulls({ encrypted: cipher.encrypt(secret, webhookId), until }));
}

export type SecretDecryption = Pick<Cipher, 'decrypt'>;

/** Secrets that no configured key decrypts are left out. */
export function fromWebhookItem(item: Item, cipher: SecretDecryption): Webhook {
  const webhookId = asText(item.webhook_id) ?? '';
  return {
    webhookId,
    url: asText(item.url) ?? '',
    types: textsOf(item.types),
    courseIds: Array.isArray(item.course_ids) ? textsOf(item.course_ids) : null,
    include: INCLUDABLE.filter(name => textsOf(item.include).includes(name)),
    description: asText(item.description) ?? '',
    // One with a status of a manual edit receives nothing.
    status: asOneOf(WEBHOOK_STATUSES, item.status) ?? 'disabled',
    disabledBecause: asOneOf(DISABLED_BECAUSE, item.disabled_because),
    disabledAt: asText(item.disabled_at),
    secrets: listOf(item.secrets).flatMap(entry => decryptSecret(entry, webhookId, cipher)),
    version: asNumber(item.version) ?? 0,
    createdAt: asText(item.created_at) ?? '',
    modifiedAt: asText(item.modified_at) ?? '',
  };
}

function decryptSecret(entry: unknown, webhookId: string, cipher: SecretDecryption): WebhookSecret[] {
  const stored = asMap(entry);
  const secret = cipher.decrypt(asText(stored?.encrypted) ?? '', webhookId);
  return secret === null ? [] : [{ secret, until: asText(stored?.until) }];
}

export function fromHealthItem(item: Item | undefined): WebhookHealth {
  if (!item) return HEALTHY;
  return {
    lastSuccessAt: asText(item.last_success_at),
    failingSince: asText(item.failing_since),
    consecutiveFailures: asNumber(item.consecutive_failures) ?? 0,
    hungAt: asText(item.hung_at),
    parkedSince: asText(item.parked_since),
    backlogSince: asText(item.backlog_since),
  };
}

/** @param days the retention of events: an older failure cannot be redelivered */
export function toFailureItem(failure: DeliveryFailure, recordId: string, days: RetentionDays): Item {
  return withoutNulls({
    ...failureKey(failure.webhookId, failure.eventId),
    type: failure.type,
    tries: failure.tries,
    last_status: failure.lastStatus,
    last_error: failure.lastError,
    at: failure.at,
    record_id: recordId,
    expires_at: expiresAt(failure.at, days),
  });
}

export function fromFailureItem(item: Item): StoredFailure {
  return {
    webhookId: asText(item.webhook_id) ?? '',
    eventId: (asText(item.entry) ?? '').slice(WEBHOOK_ENTRY.failurePrefix.length),
    type: asText(item.type) ?? '',
    tries: asNumber(item.tries) ?? 0,
    lastStatus: asNumber(item.last_status),
    lastError: asText(item.last_error) ?? '',
    at: asText(item.at) ?? '',
    recordId: asText(item.record_id),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter(entry => typeof entry === 'string');
}
