import type { ProctoringEvent } from '../../domain/events/event.ts';
import { type Clock, type Instant, isWithin } from '../../domain/time.ts';
import {
  type DeliveryOutcome,
  describeAnswer,
  outcomeOf,
  type WebhookAnswer,
} from '../../domain/webhooks/deliveryOutcome.ts';
import { courseOf, isSubscribed } from '../../domain/webhooks/subscription.ts';
import {
  afterFailure,
  HANG_INTERVAL_SECONDS,
  isHanging,
  isOutdatedFailure,
  isRecentlyHealthy,
  isUnresponsive,
  PROBE_INTERVAL_SECONDS,
} from '../../domain/webhooks/unresponsive.ts';
import { type DeliveryFailure, HEALTHY, type Webhook, type WebhookHealth } from '../../domain/webhooks/webhook.ts';
import type { EventLog } from '../ports/eventLog.ts';
import type { History } from '../ports/history.ts';
import type { LearnerNames } from '../ports/learnerNames.ts';
import type { RetryQueue } from '../ports/retryQueue.ts';
import type { Delivery, DeliveryQueue, SendWebhook, WebhookRequest } from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { type SentEvent, withIncludedData } from './deliveredData.ts';
import { createGivingUp } from './deliveryGivenUp.ts';
import { redeliverFailuresSince } from './redeliver.ts';

export interface DeliveryPorts {
  webhooks: WebhookStore;
  learnerNames: Pick<LearnerNames, 'of'>;
  history: Pick<History, 'readPage'>;
  /** The signed request of an event. @throws Error if no secret of the webhook can be decrypted */
  toRequest: (webhook: Webhook, event: SentEvent, now: Instant) => WebhookRequest;
  sendWebhook: SendWebhook;
  retryQueue: Pick<RetryQueue, 'countInFlight'>;
  deliveryQueue: DeliveryQueue;
  eventLog: Pick<EventLog, 'findAll'>;
  /** Logs an event about a webhook, and queues it for the others. The same event may be announced again. */
  announce: (event: ProctoringEvent) => Promise<void>;
  toDisabledEvent: (webhook: Webhook) => ProctoringEvent;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  report: (report: DeliveryReport) => void;
}

/** The result of a message, for the log; no personal data. */
export interface DeliveryReport {
  outcome: 'delivered' | 'not delivered' | 'dropped';
  webhookId: string;
  eventId: string;
  type: string;
  tries: number;
  answer?: WebhookAnswer;
  /** Null if the event is not retried. */
  retrySeconds?: number | null;
  failingSeconds?: number;
  because?: 'unknown' | 'not subscribed' | 'not active' | 'parked' | 'last try' | 'unsubscribed' | 'failing';
}

export interface DeliveryMessage {
  delivery: Delivery;
  /** Including this one. */
  tries: number;
}

export type DeliveryResult =
  | { kind: 'done' }
  /** To be received again after this time. */
  | { kind: 'retry'; seconds: number }
  /** To be received again, because the service failed. */
  | { kind: 'failed'; error: unknown };

const DONE: DeliveryResult = { kind: 'done' };
const OUTDATED: DeliveryOutcome = { kind: 'failed', retryAfterSeconds: null };
const HANGING: WebhookAnswer = { fault: 'timed_out' };
/** After the claim on a backlog has ended. */
const BACKLOG_RETRY_SECONDS = 90;

/**
 * The function that sends a batch of messages, concurrently. A message ends when its event is accepted, when it was recorded
 * as a failure, or when its webhook is removed or no longer subscribed. It never throws.
 */
export function createDeliverer(ports: DeliveryPorts) {
  const deliverOne = createDelivery(ports);
  return async (messages: readonly DeliveryMessage[]): Promise<DeliveryResult[]> => {
    if (messages.length === 0) return [];
    const ids = [...new Set(messages.map(({ delivery }) => delivery.webhookId))];
    // One read for the messages of a batch; each waits for it, and fails alone with it.
    const targets = readTargets(ports, ids);
    return Promise.all(
      messages.map(async message => {
        try {
          return await deliverOne(message, (await targets).get(message.delivery.webhookId));
        } catch (error) {
          return { kind: 'failed' as const, error };
        }
      }),
    );
  };
}

interface Target {
  webhook: Webhook;
  health: WebhookHealth;
  /** Records a success, once for a batch. */
  recordSuccess: () => Promise<unknown>;
  /** Whether an event may be sent: an endpoint that hangs is sent one a minute, so that it does not keep the others waiting. */
  claimRequest: () => Promise<boolean>;
  /** Queues the failures of a parking again, once for a batch. @returns whether some of them remain */
  redeliverBacklog: () => Promise<boolean>;
}

async function readTargets(ports: DeliveryPorts, ids: readonly string[]): Promise<Map<string, Target>> {
  const { webhooks } = ports;
  const read = await Promise.all(ids.map(id => webhooks.find(id)));
  const healths = await webhooks.health(ids);
  const targets = read.flatMap(webhook =>
    webhook ? [toTarget(ports, webhook, healths.get(webhook.webhookId) ?? HEALTHY)] : [],
  );
  return new Map(targets.map(target => [target.webhook.webhookId, target]));
}

function toTarget(ports: DeliveryPorts, webhook: Webhook, health: WebhookHealth): Target {
  const { webhooks, clock } = ports;
  let recorded: Promise<unknown> | undefined;
  let isClaimed = false;
  let isRequested = false;
  return {
    webhook,
    health,
    async recordSuccess() {
      const now = clock();
      if (!isRecentlyHealthy(health, now)) recorded ??= webhooks.recordSuccess(webhook.webhookId, now);
      await recorded;
    },
    async claimRequest() {
      if (!isHanging(health)) return true;
      const now = clock();
      const isEarly = health.hungAt !== null && isWithin(HANG_INTERVAL_SECONDS, health.hungAt, now);
      if (isEarly || isRequested) return false;
      isRequested = true;
      return webhooks.claimRequest(webhook.webhookId, now);
    },
    async redeliverBacklog() {
      const { backlogSince } = health;
      if (backlogSince === null || isClaimed) return false;
      isClaimed = true;
      if (!(await webhooks.claimBacklog(webhook.webhookId, clock()))) return false;
      if (!(await redeliverFailuresSince(ports, webhook, backlogSince))) return true;
      // Batches that read it as parked may record further failures: the repeated message ends the backlog.
      if (health.parkedSince !== null) return true;
      await webhooks.endBacklog(webhook.webhookId, backlogSince);
      return false;
    },
  };
}

function createDelivery(ports: DeliveryPorts) {
  const { webhooks, clock, report } = ports;
  const { giveUp, disable, announceDisabled } = createGivingUp(ports);
  const probedAt = new Map<string, Instant>();

  /** A parked webhook is probed by one of its own events, so that it needs no schedule. */
  const isProbe = ({ webhookId }: Webhook, now: Instant) => {
    const lastProbeAt = probedAt.get(webhookId);
    if (lastProbeAt !== undefined && isWithin(PROBE_INTERVAL_SECONDS, lastProbeAt, now)) return false;
    probedAt.set(webhookId, now);
    return true;
  };

  /** Another event, or a test that has activated the webhook again, may have been accepted after this request. */
  const recordFailure = async ({ webhookId }: Webhook, answer: WebhookAnswer, sentAt: Instant | undefined) => {
    const now = clock();
    const isHung = sentAt === undefined ? undefined : isTimeOut(answer);
    const failure = { sentAt: sentAt ?? now, failedAt: now, isHung };
    const health = await webhooks.recordFailure(webhookId, failure);
    return { now, health, outcome: isOutdatedFailure(health, failure) ? OUTDATED : outcomeOf(answer) };
  };

  /** @param sentAt undefined if the event was not sent */
  const fail = async (
    message: DeliveryMessage,
    webhook: Webhook,
    answer: WebhookAnswer,
    sentAt?: Instant,
  ): Promise<DeliveryResult> => {
    const { now, health, outcome } = await recordFailure(webhook, answer, sentAt);
    const failingSeconds = Math.floor((Date.parse(now) - Date.parse(health.failingSince ?? now)) / 1000);
    const about = { ...toReport(message), outcome: 'not delivered' as const, answer, failingSeconds };
    const next =
      outcome.kind === 'failed'
        ? afterFailure(
            { tries: message.tries, retryAfterSeconds: outcome.retryAfterSeconds },
            { health, now, random: ports.random(), waiting: await waitingMessages(ports, health) },
          )
        : { kind: 'disable' as const };
    if (next.kind === 'retry') {
      report({ ...about, retrySeconds: next.seconds });
      return next;
    }
    const because = outcome.kind === 'unsubscribed' ? 'unsubscribed' : END_REASONS[next.kind];
    // First the failure: a repeated message finds the webhook as it was, or writes the same failure.
    await giveUp(toFailure(message, webhook, answer, now));
    if (next.kind === 'park') await webhooks.park(webhook.webhookId, now);
    if (next.kind === 'disable') await disable(webhook, outcome.kind === 'unsubscribed' ? 'gone' : 'failing');
    report({ ...about, retrySeconds: null, because });
    return DONE;
  };

  const drop = async (message: DeliveryMessage, because: 'not active' | 'parked'): Promise<DeliveryResult> => {
    const { tries } = message;
    await giveUp({
      ...failureOf(message, clock()),
      tries: tries - 1,
      lastStatus: null,
      lastError: `not sent: ${because}`,
    });
    report({ ...toReport(message), outcome: 'dropped', because });
    return DONE;
  };

  const send = async (
    message: DeliveryMessage,
    { webhook, health, recordSuccess, claimRequest, redeliverBacklog }: Target,
  ): Promise<DeliveryResult> => {
    const { event } = message.delivery;
    const sentEvent = await withIncludedData(ports, event, webhook);
    const now = clock();
    if (health.parkedSince !== null && !isProbe(webhook, now)) return drop(message, 'parked');
    if (!(await claimRequest())) return fail(message, webhook, HANGING);
    const answer = await ports.sendWebhook(ports.toRequest(webhook, sentEvent, now));
    if (outcomeOf(answer).kind !== 'delivered') return fail(message, webhook, answer, now);
    await recordSuccess();
    report({ ...toReport(message), outcome: 'delivered', answer });
    // This message comes again for the rest: no other may ever come.
    return (await redeliverBacklog()) ? { kind: 'retry', seconds: BACKLOG_RETRY_SECONDS } : DONE;
  };

  return async (message: DeliveryMessage, target: Target | undefined): Promise<DeliveryResult> => {
    const { event } = message.delivery;
    if (!target || !isSubscribed(target.webhook, { type: event.type, courseId: courseOf(event) })) {
      report({ ...toReport(message), outcome: 'dropped', because: target ? 'not subscribed' : 'unknown' });
      return DONE;
    }
    if (target.webhook.status === 'active') return send(message, target);
    await announceDisabled(target.webhook);
    return drop(message, 'not active');
  };
}

function isTimeOut(answer: WebhookAnswer): boolean {
  return 'fault' in answer && answer.fault === 'timed_out';
}

const END_REASONS = { end: 'last try', park: 'parked', disable: 'failing' } as const;

/** Read only for a webhook that may be parked. */
async function waitingMessages({ retryQueue }: DeliveryPorts, health: WebhookHealth): Promise<number> {
  return isUnresponsive(health) ? retryQueue.countInFlight() : 0;
}

function toReport({ delivery: { webhookId, event }, tries }: DeliveryMessage) {
  return { webhookId, eventId: event.id, type: event.type, tries };
}

function failureOf({ delivery: { webhookId, event }, tries }: DeliveryMessage, at: Instant) {
  return { webhookId, eventId: event.id, type: event.type, tries, at };
}

/** An endpoint that receives data about persons may repeat them in its answer, which no erasure would find. */
function toFailure(
  message: DeliveryMessage,
  { include }: Webhook,
  answer: WebhookAnswer,
  at: Instant,
): DeliveryFailure {
  const described = describeAnswer(answer);
  const lastError = include.length > 0 && 'status' in answer ? 'the answer is not stored' : described.lastError;
  return { ...failureOf(message, at), ...described, lastError };
}
