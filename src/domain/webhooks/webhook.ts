import type { Instant } from '../time.ts';

/** A `pending` webhook has not answered a test event yet; events are sent to `active` ones only. */
export const WEBHOOK_STATUSES = ['pending', 'active', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** The endpoint answered 410, failed for days, or was disabled by a request. */
export const DISABLED_BECAUSE = ['gone', 'failing', 'requested'] as const;
export type DisabledBecause = (typeof DISABLED_BECAUSE)[number];

/** Data about persons that a webhook's events contain, beside ids. */
export const INCLUDABLE = ['learner', 'reason'] as const;
export type Includable = (typeof INCLUDABLE)[number];

/** A subscription of an endpoint to events. */
export interface Webhook {
  webhookId: string;
  url: string;
  /** Event types, or beginnings of several with `*` at the end. */
  types: readonly string[];
  /** Null for all courses. */
  courseIds: readonly string[] | null;
  include: readonly Includable[];
  description: string;
  status: WebhookStatus;
  disabledBecause: DisabledBecause | null;
  /** Null unless it is disabled. Later changes keep it. */
  disabledAt: Instant | null;
  /** The newest first; all of them sign. */
  secrets: readonly WebhookSecret[];
  /** Raised by each change; changes are conditional on it. */
  version: number;
  createdAt: Instant;
  modifiedAt: Instant;
}

export interface WebhookSecret {
  /** `whsec_` and 24 to 64 bytes in base64. */
  secret: string;
  /** A replaced secret signs until then. */
  until: Instant | null;
}

/** The results of the deliveries of a webhook; stored apart from it, so that they are in no conflict with changes. */
export interface WebhookHealth {
  lastSuccessAt: Instant | null;
  /** Since the first failure after the last success. */
  failingSince: Instant | null;
  consecutiveFailures: number;
  /** The time of the last request without an answer in time; null once the endpoint has answered. */
  hungAt: Instant | null;
  /** Events of a parked webhook become failures at once, until it accepts a probe. */
  parkedSince: Instant | null;
  /** Failures from then on are those of a parking that have not all been queued again. */
  backlogSince: Instant | null;
}

export const HEALTHY: WebhookHealth = {
  lastSuccessAt: null,
  failingSince: null,
  consecutiveFailures: 0,
  hungAt: null,
  parkedSince: null,
  backlogSince: null,
};

/** An event that a webhook did not accept, and that is not retried; those of a parked one are queued again after its recovery. */
export interface DeliveryFailure {
  webhookId: string;
  eventId: string;
  type: string;
  tries: number;
  /** Null without an answer. */
  lastStatus: number | null;
  /** The beginning of the answer, the kind of failure, or the reason for which the event was not sent. */
  lastError: string;
  at: Instant;
}
