import type { Instant } from '../../domain/time.ts';
import type { DeliveryFailure, Webhook, WebhookHealth } from '../../domain/webhooks/webhook.ts';

/** Webhooks of a stage. */
export const MAX_WEBHOOKS = 50;

export interface FailureQuery {
  /** The `nextCursor` of an earlier page. */
  cursor?: string | undefined;
  limit: number;
  /** Failures of events of changes from then on. */
  since?: Instant | undefined;
  /** Failures of events of earlier changes. */
  until?: Instant | undefined;
}

/** A failure as it was read. */
export interface StoredFailure extends DeliveryFailure {
  /** Drawn for each record of a failure; null in records of releases without it. */
  recordId: string | null;
}

export interface FailurePage {
  /** Failures by the time of their events, the newest first. */
  failures: StoredFailure[];
  nextCursor: string | null;
}

export interface FailedRequest {
  sentAt: Instant;
  failedAt: Instant;
  /** Whether there was no answer in time. */
  isHung: boolean;
}

/** The right to queue the failures of a backlog again. */
export interface BacklogClaim {
  id: string;
  /** Whether there was one before, a minute ago or more, and no parking since: all failures of the parking are recorded by now. */
  isRepeated: boolean;
  /** Since the last parking, and the last request without an answer. */
  earlierClaims: number;
  /** The one that was stored last, since the last parking. */
  position: BacklogPosition | null;
}

/** How far the failures of a backlog are read. */
export interface BacklogPosition {
  /** The time at which the reading began. */
  startedAt: Instant;
  /** Cursor of `listFailures`; null for the beginning. */
  cursor: string | null;
}

/** All webhooks as of a version. */
export interface WebhookList {
  /** Raised by each creation, change and removal of a webhook, in the same transaction; not by results of deliveries. */
  version: number;
  webhooks: Webhook[];
}

export interface WebhookStore {
  /** All webhooks, without their secrets' expiry applied; few by their limit. */
  list(): Promise<Webhook[]>;
  /** The same as of a version; undefined if it is the known one. */
  listChanged(knownVersion: number | undefined): Promise<WebhookList | undefined>;
  find(webhookId: string): Promise<Webhook | undefined>;
  /** @throws DomainError `too_many_webhooks`, `webhooks_not_configured` */
  create(webhook: Webhook): Promise<void>;
  /**
   * Replaces the version that was read.
   * @returns false on a conflict with another change
   * @throws DomainError `webhooks_not_configured` for a new secret
   */
  replace(before: Webhook, after: Webhook): Promise<boolean>;
  /** Removes the webhook with its failures and results. Succeeds if it does not exist. */
  remove(webhookId: string): Promise<void>;

  /** `HEALTHY` without results. */
  health(webhookIds: readonly string[]): Promise<Map<string, WebhookHealth>>;
  /** Writes at most once a minute while all deliveries succeed. @returns the health after it */
  recordSuccess(webhookId: string, at: Instant): Promise<WebhookHealth>;
  /** Nothing, if the endpoint has accepted an event since the request. @returns the health after it */
  recordFailure(webhookId: string, failure: FailedRequest): Promise<WebhookHealth>;
  /** Claims the next request to an endpoint, unless it has answered since it hung. @returns false if there was one less than a minute ago */
  claimRequest(webhookId: string, at: Instant): Promise<boolean>;
  /** Begins a backlog too. */
  park(webhookId: string, at: Instant): Promise<void>;
  /** Parks an endpoint that hangs. @returns the beginning of the backlog; undefined if it has answered since its health was read */
  parkHanging(webhookId: string, at: Instant): Promise<Instant | undefined>;
  /** @returns undefined if there is no backlog, or it was claimed less than a minute ago */
  claimBacklog(webhookId: string, at: Instant): Promise<BacklogClaim | undefined>;
  /** Stores where the next claim continues, unless there is one already, or the webhook was parked again. */
  storeBacklogPosition(webhookId: string, claimId: string, position: BacklogPosition): Promise<void>;
  /** Unless the webhook was parked again since the claim. */
  endBacklog(webhookId: string, claimId: string): Promise<void>;

  /** A repeated failure of the same event replaces the earlier one. */
  addFailure(failure: DeliveryFailure): Promise<void>;
  /** The failure of an event. */
  findFailure(webhookId: string, eventId: string): Promise<StoredFailure | undefined>;
  /** Only this record: one that has replaced it is that of a later delivery. */
  removeFailure(failure: StoredFailure): Promise<void>;
  /** @throws DomainError `invalid_request` for a cursor of another webhook */
  listFailures(webhookId: string, query: FailureQuery): Promise<FailurePage>;
}
