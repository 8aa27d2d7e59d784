import { hasCome, type Instant, isWithin, laterBy } from '../time.ts';
import { MAX_DELAY_SECONDS, MAX_TRIES, retryDelay } from './retrySchedule.ts';
import type { DisabledBecause, Webhook, WebhookHealth } from './webhook.ts';

/** Failures in a row: fewer may be those of one event in an outage. */
const MIN_FAILURES = 20;
const SECONDS_OF_FIVE_DAYS = 5 * 86_400;
/** SQS permits 120,000 messages in flight; those that wait for a retry count. */
const MAX_WAITING = 100_000;
/** A parked webhook is tried this often by each process. */
export const PROBE_INTERVAL_SECONDS = 300;
/** The minimum delay of a repeated probe: another one is due by then. */
export const PROBE_SECONDS = 330;
/** Half of the hundred receipts that the queue grants a message. */
export const MAX_RECEIPTS = 50;

/** An endpoint that hangs is sent one event in this time, by all processes together; the probe is repeated after it. */
export const HANG_INTERVAL_SECONDS = 60;

export type AfterFailure =
  | { kind: 'retry'; seconds: number }
  /** Another event that waits takes its place, so that one which the endpoint cannot process is not the only probe. */
  | { kind: 'replace'; seconds: number }
  /** The event is a failure. */
  | { kind: 'end' }
  /** Events are failures from now on, until the endpoint accepts this one or another probe. */
  | { kind: 'park'; seconds: number }
  | { kind: 'disable' };

/** Whether the webhook has failed often enough for its events not to be retried. */
export function isUnresponsive({ consecutiveFailures }: WebhookHealth): boolean {
  return consecutiveFailures >= MIN_FAILURES;
}

/** Whether the endpoint fails by not answering: each request would keep those of other webhooks waiting. */
export function isHanging(health: WebhookHealth): boolean {
  return isUnresponsive(health) && health.hungAt !== null;
}

/**
 * The consequence of a failed try. Parking keeps an endpoint from stopping the others; the events of one that is parked or hangs
 * are probes, which do not end before it recovers or is disabled.
 */
export function afterFailure(
  { tries, retryAfterSeconds }: { tries: number; retryAfterSeconds: number | null },
  { health, waiting, now, random }: { health: WebhookHealth; waiting: number; now: Instant; random: number },
): AfterFailure {
  if (isUnresponsive(health)) {
    const deadline = health.failingSince && laterBy(health.failingSince, SECONDS_OF_FIVE_DAYS);
    if (hasCome(deadline, now)) return { kind: 'disable' };
    if (health.parkedSince === null && waiting >= MAX_WAITING) return { kind: 'park', seconds: PROBE_SECONDS };
  }
  const isProbe = health.parkedSince !== null || isHanging(health);
  const scheduled = isProbe ? null : retryDelay(tries, { retryAfterSeconds, random });
  if (scheduled !== null) return { kind: 'retry', seconds: scheduled };
  // The last message of a webhook with a backlog stays: without further events, nothing else finds the recovery.
  if (!isProbe && health.backlogSince === null) return { kind: 'end' };
  // A probe that came before the next one is due would be a failure.
  const interval = isHanging(health) ? HANG_INTERVAL_SECONDS : PROBE_SECONDS;
  const seconds = Math.min(Math.max(interval, retryAfterSeconds ?? 0), MAX_DELAY_SECONDS);
  return { kind: tries >= MAX_TRIES ? 'replace' : 'retry', seconds };
}

/** The failures that are queued after a first success: they may hang again, all at once. */
const FIRST_REDELIVERED = 20;
const REDELIVERY_GROWTH = 5;
/** The events that a request for a redelivery, or a success, queues at most. */
export const MAX_REDELIVERED = 10_000;

/** The failures that are queued after so many earlier successes, a minute or more apart: an endpoint may fail under a load. */
export function redeliveryLimit(successes: number): number {
  return Math.min(FIRST_REDELIVERED * REDELIVERY_GROWTH ** successes, MAX_REDELIVERED);
}

/** The webhook after the service has given it up; the same object if it is not active, or has another endpoint by now. */
export function disableWebhook(
  before: Webhook,
  failed: Pick<Webhook, 'url'>,
  because: Exclude<DisabledBecause, 'requested'>,
  now: Instant,
): Webhook {
  if (before.status !== 'active' || before.url !== failed.url) return before;
  const disabled = { status: 'disabled' as const, disabledBecause: because, disabledAt: now };
  return { ...before, ...disabled, version: before.version + 1, modifiedAt: now };
}

/** A success is recorded this long after the last one. */
const SUCCESS_INTERVAL_SECONDS = 60;

/** Whether a further success changes nothing worth recording. */
export function isRecentlyHealthy({ lastSuccessAt, failingSince, parkedSince }: WebhookHealth, now: Instant): boolean {
  const isHealthy = failingSince === null && parkedSince === null;
  return isHealthy && lastSuccessAt !== null && isWithin(SUCCESS_INTERVAL_SECONDS, lastSuccessAt, now);
}

/** Whether the endpoint has accepted an event after the failed request: the failure says nothing of it any more. */
export function isOutdatedFailure(
  { lastSuccessAt }: WebhookHealth,
  { sentAt, failedAt }: { sentAt: Instant; failedAt: Instant },
): boolean {
  return lastSuccessAt !== null && lastSuccessAt > sentAt && lastSuccessAt <= failedAt;
}
