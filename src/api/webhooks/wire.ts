import type * as z from 'zod/mini';
import type { Instant } from '../../domain/time.ts';
import type { DeliveryFailure } from '../../domain/webhooks/webhook.ts';
import { earlierSecretsUntil } from '../../domain/webhooks/webhookSecrets.ts';
import type { WebhookWithHealth } from '../../usecases/webhooks/manageWebhooks.ts';
import type { WebhookTest } from '../../usecases/webhooks/testWebhook.ts';
import type * as contract from './contract.ts';

type WebhookJson = z.input<ReturnType<typeof contract.webhook>>;

/** A webhook, without its secrets. */
export function toWebhookJson({ webhook, health }: WebhookWithHealth, now: Instant): WebhookJson {
  return {
    id: webhook.webhookId,
    url: webhook.url,
    types: [...webhook.types],
    course_ids: webhook.courseIds && [...webhook.courseIds],
    include: [...webhook.include],
    description: webhook.description,
    status: webhook.status,
    disabled_because: webhook.disabledBecause,
    earlier_secrets_until: earlierSecretsUntil(webhook.secrets, now),
    created_at: webhook.createdAt,
    modified_at: webhook.modifiedAt,
    last_success_at: health.lastSuccessAt,
    failing_since: health.failingSince,
    consecutive_failures: health.consecutiveFailures,
    parked_since: health.parkedSince,
  };
}

export function toTestJson({ answer, isDelivered, tookMs, webhook }: WebhookTest) {
  const hasAnswer = 'status' in answer;
  return {
    is_delivered: isDelivered,
    status_code: hasAnswer ? answer.status : null,
    answer: hasAnswer ? answer.text : null,
    fault: hasAnswer ? null : answer.fault,
    took_ms: tookMs,
    status: webhook.status,
  };
}

export function toFailureJson({ eventId, type, tries, lastStatus, lastError, at }: DeliveryFailure) {
  return { event_id: eventId, type, tries, last_status: lastStatus, last_error: lastError, at };
}
