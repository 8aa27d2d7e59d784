import type { Instant } from '../../domain/time.ts';
import type { DeliveryFailure, Webhook, WebhookHealth } from '../../domain/webhooks/webhook.ts';

export interface FailurePage {
  /** The newest first. */
  failures: DeliveryFailure[];
  nextCursor: string | null;
}

export interface WebhookStore {
  /** All webhooks, without their secrets' expiry applied; few by their limit. */
  list(): Promise<Webhook[]>;
  find(webhookId: string): Promise<Webhook | undefined>;
  /** @throws DomainError `too_many_webhooks` */
  create(webhook: Webhook): Promise<void>;
  /** Replaces the version that was read. @throws VersionConflict, as other stores do */
  replace(before: Webhook, after: Webhook): Promise<void>;
  /** With its failures and results. Succeeds if it does not exist. */
  remove(webhookId: string): Promise<void>;

  /** `HEALTHY` without results. */
  health(webhookIds: readonly string[]): Promise<Map<string, WebhookHealth>>;
  /** Writes at most once a minute while all deliveries succeed. */
  recordSuccess(webhookId: string, at: Instant): Promise<WebhookHealth>;
  recordFailure(webhookId: string, at: Instant): Promise<WebhookHealth>;
  park(webhookId: string, at: Instant): Promise<void>;

  /** A repeated failure of the same event replaces the earlier one. */
  addFailure(failure: DeliveryFailure): Promise<void>;
  removeFailure(webhookId: string, eventId: string): Promise<void>;
  /** @throws DomainError `invalid_request` for a cursor of another webhook */
  listFailures(webhookId: string, page: { cursor?: string | undefined; limit: number }): Promise<FailurePage>;
}
