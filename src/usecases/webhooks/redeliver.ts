import type { Caller } from '../../domain/actors.ts';
import { DomainError, invalidField } from '../../domain/errors.ts';
import type { ProctoringEvent } from '../../domain/events/event.ts';
import { storedSince } from '../../domain/events/storedSince.ts';
import { type Clock, type Instant, laterBy } from '../../domain/time.ts';
import { courseOf, isSubscribed } from '../../domain/webhooks/subscription.ts';
import { MAX_REDELIVERED } from '../../domain/webhooks/unresponsive.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { EventFilter, EventLog } from '../ports/eventLog.ts';
import type { DeliveryQueue } from '../ports/webhookDelivery.ts';
import type { StoredFailure, WebhookStore } from '../ports/webhookStore.ts';
import { findWebhook } from './findWebhook.ts';
import { type RedeliveryPosition, readRedeliveryCursor, toRedeliveryCursor } from './redeliveryCursor.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'find' | 'findFailure' | 'listFailures' | 'removeFailure'>;
  eventLog: EventLog;
  eventRetentionDays: number;
  deliveryQueue: DeliveryQueue;
  clock: Clock;
}

export interface FailurePorts {
  webhooks: Pick<WebhookStore, 'listFailures' | 'removeFailure'>;
  eventLog: Pick<EventLog, 'findAll'>;
  deliveryQueue: DeliveryQueue;
  clock: Clock;
}

/** One event, a window by the time, or the rest of a window. */
export type RedeliveryRequest = { eventId: string } | RedeliveryWindow | { cursor: string };

export interface RedeliveryWindow {
  since: Instant;
  /** The present, if it is later or undefined. */
  until: Instant | undefined;
  onlyFailed: boolean;
}

export interface Redelivery {
  queued: number;
  /** Cursor for the rest of the window; null at its end. */
  nextCursor: string | null;
}

/** No further page is begun then: the request has 25 s. */
const MAX_SECONDS = 12;
const LOG_PAGE_SIZE = 500;
const FAILURE_PAGE_SIZE = 100;
const CONCURRENCY = 25;

/**
 * Queues events for a webhook again, as far as it is subscribed to them. A failure ends when its event is queued; it is recorded
 * again if the retries fail too.
 * @throws DomainError `forbidden`, `webhook_not_found`, `webhook_not_active`, `event_not_found`; `invalid_request` for an event
 *   that is not the webhook's, a window that ends before it begins, or a cursor of another webhook; `busy` if the queue accepts none
 */
export async function redeliver(
  ports: Ports,
  caller: Caller,
  webhookId: string,
  request: RedeliveryRequest,
): Promise<Redelivery> {
  const webhook = await findWebhook(ports, caller, webhookId);
  if (webhook.status !== 'active') throw notActive(webhook);
  if ('eventId' in request) return redeliverOne(ports, webhook, request.eventId);
  const now = ports.clock();
  const window = 'cursor' in request ? readRedeliveryCursor(request.cursor, webhookId) : toPosition(request, now);
  return redeliverWindow(ports, webhook, clampWindow(ports, window, now));
}

async function redeliverOne(ports: Ports, webhook: Webhook, eventId: string): Promise<Redelivery> {
  const { webhookId } = webhook;
  const logged = await ports.eventLog.find(eventId, ports.clock());
  if (!logged) throw new DomainError('event_not_found', `There is no event with the id ${eventId}.`);
  const { event, courseId } = logged;
  if (!isSubscribed(webhook, { type: event.type, courseId })) {
    throw invalidField('event_id', 'must be an event of the webhook’s types and courses');
  }
  const failure = await ports.webhooks.findFailure(webhookId, eventId);
  await queueEvents(ports, webhook, [event]);
  if (failure) await ports.webhooks.removeFailure(failure);
  return { queued: 1, nextCursor: null };
}

async function redeliverWindow(ports: Ports, webhook: Webhook, position: RedeliveryPosition): Promise<Redelivery> {
  const { webhookId } = webhook;
  const end = laterBy(ports.clock(), MAX_SECONDS);
  const queuePage = position.onlyFailed ? queueFailedWindow : queueLogged;
  let queued = 0;
  let next = position.since < position.until ? position : null;
  while (next && queued < MAX_REDELIVERED && ports.clock() < end) {
    try {
      const page = await queuePage(ports, webhook, next, MAX_REDELIVERED - queued);
      queued += page.queued;
      next = page.next;
    } catch (error) {
      // The pages before are queued: the caller continues behind them, and has the error if it lasts.
      if (queued === 0) throw error;
      break;
    }
  }
  return { queued, nextCursor: next && toRedeliveryCursor(next, webhookId) };
}

/** How far failures are read. */
interface Progress {
  isComplete: boolean;
  /** Where they are continued; null at the beginning. */
  cursor: string | null;
}

/**
 * Queues the events again that became failures from this time on, up to a limit.
 * @throws DomainError `busy` if the queue does not accept them
 */
export async function redeliverFailuresSince(
  ports: FailurePorts,
  webhook: Webhook,
  failedSince: Instant,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Progress> {
  let remaining = limit;
  return readFailures(ports, webhook, { failedSince, cursor }, async failures => {
    const queueable = await queueableFailures(ports, webhook, failures);
    const page = queueable.slice(0, remaining);
    await queueFailures(ports, webhook, page);
    remaining -= page.length;
    return page.length === queueable.length;
  });
}

/**
 * Queues any of the events again that became failures from this time on.
 * @returns false if there is none that has not expired, and to which the webhook is subscribed
 * @throws DomainError `busy` if the queue does not accept it
 */
export async function redeliverAnyFailure(
  ports: FailurePorts,
  webhook: Webhook,
  choice: { failedSince: Instant; exceptId: string; random: number; delaySeconds: number },
): Promise<boolean> {
  let isQueued = false;
  await readFailures(ports, webhook, { failedSince: choice.failedSince, cursor: null }, async failures => {
    const others = failures.filter(({ eventId }) => eventId !== choice.exceptId);
    const queueable = await queueableFailures(ports, webhook, others);
    const index = Math.floor(choice.random * queueable.length);
    await queueFailures(ports, webhook, queueable.slice(index, index + 1), choice.delaySeconds);
    isQueued = queueable.length > 0;
    return !isQueued;
  });
  return isQueued;
}

/**
 * Reads the failures from this time on, for the time of a function.
 * @param readPage returns whether the next page is read
 */
async function readFailures(
  ports: FailurePorts,
  { webhookId }: Webhook,
  start: { failedSince: Instant; cursor: string | null },
  readPage: (failures: StoredFailure[]) => Promise<boolean>,
): Promise<Progress> {
  const end = laterBy(ports.clock(), MAX_SECONDS);
  let { cursor } = start;
  do {
    const query = { limit: FAILURE_PAGE_SIZE, cursor: cursor ?? undefined };
    const { failures, nextCursor } = await ports.webhooks.listFailures(webhookId, query);
    const isContinued = await readPage(failures.filter(({ at }) => at >= start.failedSince));
    if (!isContinued) return { isComplete: false, cursor };
    if (nextCursor === null) return { isComplete: true, cursor };
    cursor = nextCursor;
  } while (ports.clock() < end);
  return { isComplete: false, cursor };
}

type QueuedPage = { queued: number; next: RedeliveryPosition | null };

async function queueLogged(
  ports: Ports,
  webhook: Webhook,
  position: RedeliveryPosition,
  limit: number,
): Promise<QueuedPage> {
  const { eventLog } = ports;
  const [start, until] = [eventLog.positionOf(position.since), eventLog.positionOf(position.until)];
  const from = position.at !== null && position.at > start ? position.at : start;
  if (from >= until) return { queued: 0, next: null };
  const range = { from, until, limit: Math.min(LOG_PAGE_SIZE, limit) };
  const page = await eventLog.readPage(range, filterOf(webhook));
  const events = page.events.filter(event => isSubscribed(webhook, { type: event.type, courseId: courseOf(event) }));
  await queueEvents(ports, webhook, events);
  return { queued: events.length, next: page.isLast ? null : { ...position, at: page.next } };
}

/** The part of the subscription that the log filters. */
function filterOf({ types, courseIds }: Webhook): EventFilter {
  return {
    ...(types.length === 1 && types[0] !== '*' && { type: types[0] }),
    ...(courseIds?.length === 1 && { courseId: courseIds[0] }),
  };
}

async function queueFailedWindow(
  ports: Ports,
  webhook: Webhook,
  { at, ...window }: RedeliveryPosition,
  limit: number,
): Promise<QueuedPage> {
  const { webhookId } = webhook;
  const query = { until: window.until, limit: Math.min(FAILURE_PAGE_SIZE, limit), cursor: at ?? undefined };
  const { failures, nextCursor } = await ports.webhooks.listFailures(webhookId, query);
  // The last try is up to 54 hours later than the change: an outage has failures of changes before it.
  const inWindow = failures.filter(failure => failure.at >= window.since);
  const queueable = await queueableFailures(ports, webhook, inWindow);
  await queueFailures(ports, webhook, queueable);
  return { queued: queueable.length, next: nextCursor === null ? null : { ...window, at: nextCursor } };
}

interface QueueableFailure {
  failure: StoredFailure;
  event: ProctoringEvent;
}

/** The failures whose events have not expired and are still subscribed to. */
async function queueableFailures(
  ports: Pick<FailurePorts, 'eventLog' | 'clock'>,
  webhook: Webhook,
  failures: readonly StoredFailure[],
): Promise<QueueableFailure[]> {
  const ids = failures.map(({ eventId }) => eventId);
  const logged = await ports.eventLog.findAll(ids, ports.clock());
  const subscribed = logged.filter(({ event, courseId }) => isSubscribed(webhook, { type: event.type, courseId }));
  const events = new Map(subscribed.map(({ event }) => [event.id, event]));
  return failures.flatMap(failure => {
    const event = events.get(failure.eventId);
    return event ? [{ failure, event }] : [];
  });
}

/** Queued events are failures no longer. */
async function queueFailures(
  ports: FailurePorts,
  webhook: Webhook,
  queueable: readonly QueueableFailure[],
  delaySeconds = 0,
): Promise<void> {
  const events = queueable.map(({ event }) => event);
  await queueEvents(ports, webhook, events, delaySeconds);
  // The events of a parked webhook are failures again at once, whichever clock recorded them: these stay.
  await mapInBatches(queueable, CONCURRENCY, ({ failure }) => ports.webhooks.removeFailure(failure));
}

/** @throws DomainError `busy` if not all are queued; a repeated request queues some of them again */
async function queueEvents(
  { deliveryQueue }: Pick<Ports, 'deliveryQueue'>,
  { webhookId }: Webhook,
  events: readonly ProctoringEvent[],
  delaySeconds = 0,
): Promise<void> {
  if (events.length === 0) return;
  const rejected = await deliveryQueue.send(
    events.map(event => ({ webhookId, event })),
    delaySeconds,
  );
  if (rejected.length > 0) throw new DomainError('busy', 'The queue did not accept all events. Try again.');
}

function toPosition(window: RedeliveryWindow, now: Instant): RedeliveryPosition {
  const { since, until = now, onlyFailed } = window;
  if (window.until !== undefined && window.until < since) throw invalidField('until', 'must not be earlier than since');
  return { onlyFailed, since, until, at: null };
}

/** The window within the log, up to the present. */
function clampWindow({ eventRetentionDays }: Ports, window: RedeliveryPosition, now: Instant): RedeliveryPosition {
  const first = storedSince(now, eventRetentionDays);
  const { since, until } = window;
  return { ...window, since: since > first ? since : first, until: until < now ? until : now };
}

function notActive({ webhookId, status }: Webhook): DomainError {
  return new DomainError(
    'webhook_not_active',
    `Webhook ${webhookId} is ${status}: events are sent to active webhooks only.`,
  );
}
