import type { ProctoringEvent } from '../../domain/events/event.ts';
import { type Clock, exactSecondsBetween, type Instant } from '../../domain/time.ts';
import {
  type DeliveryOutcome,
  describeAnswer,
  outcomeOf,
  type WebhookAnswer,
} from '../../domain/webhooks/deliveryOutcome.ts';
import { MAX_DELAY_SECONDS } from '../../domain/webhooks/retrySchedule.ts';
import { courseOf, isSubscribed } from '../../domain/webhooks/subscription.ts';
import {
  type AfterFailure,
  afterFailure,
  isOutdatedFailure,
  isUnresponsive,
  MAX_RECEIPTS,
  PROBE_SECONDS,
} from '../../domain/webhooks/unresponsive.ts';
import type { DeliveryFailure, Webhook, WebhookHealth } from '../../domain/webhooks/webhook.ts';
import type { EventLog } from '../ports/eventLog.ts';
import type { History } from '../ports/history.ts';
import type { LearnerNames } from '../ports/learnerNames.ts';
import type { RetryQueue } from '../ports/retryQueue.ts';
import type {
  Delivery,
  DeliveryQueue,
  ReceivedDelivery,
  SendWebhook,
  WebhookRequest,
} from '../ports/webhookDelivery.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { type SentEvent, withIncludedData } from './deliveredData.ts';
import { createGivingUp } from './deliveryGivenUp.ts';
import { createProbing, type DeliveryTarget, readTargets } from './deliveryTarget.ts';
import { redeliverAnyFailure } from './redeliver.ts';

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
  /** A number from 0 to 1. */
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
  because?: 'unknown' | 'not subscribed' | UnsentBecause | 'last try' | 'unsubscribed' | 'failing';
}

type UnsentBecause = 'not active' | 'parked' | 'hanging';
const UNSENT_REASONS: Readonly<Record<UnsentBecause, string>> = {
  'not active': 'not active',
  parked: 'parked',
  hanging: 'endpoint does not answer',
};

export interface DeliveryMessage {
  delivery: ReceivedDelivery;
  /** Including this one. */
  tries: number;
}

export type DeliveryResult =
  | { kind: 'done' }
  /** The message is received again after this time. */
  | { kind: 'retry'; seconds: number }
  /** The message is received again, because the service failed. */
  | { kind: 'failed'; error: unknown };

const DONE: DeliveryResult = { kind: 'done' };
const OUTDATED: DeliveryOutcome = { kind: 'failed', retryAfterSeconds: null };
/** The wait for the end of the claim on a backlog. */
const BACKLOG_RETRY_SECONDS = 90;

/**
 * The function that sends a batch of messages, concurrently. A message ends when its event is accepted, when it was recorded
 * as a failure, or when its webhook is removed or no longer subscribed. It never throws.
 */
export function createDeliverer(ports: DeliveryPorts) {
  const deliverOne = createDelivery(ports);
  const probing = createProbing();
  return async (messages: readonly DeliveryMessage[]): Promise<DeliveryResult[]> => {
    if (messages.length === 0) return [];
    const ids = [...new Set(messages.map(({ delivery }) => delivery.webhookId))];
    // One read for the messages of a batch; each waits for it, and fails alone with it.
    const targets = readTargets(ports, ids, probing);
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

/** The reasons for which an event is a failure, and those of them that disable its webhook. */
const DISABLING = { 'last try': null, parked: null, failing: 'failing', unsubscribed: 'gone' } as const;

interface Recorded {
  now: Instant;
  /** The health after the failure. */
  health: WebhookHealth;
  outcome: DeliveryOutcome;
}

function createDelivery(ports: DeliveryPorts) {
  const { webhooks, clock, report } = ports;
  const { giveUp, disable, announceDisabled } = createGivingUp(ports);

  /** Another event, or a test that has activated the webhook again, may have been accepted after this request. */
  const recordFailure = async ({ webhookId }: Webhook, answer: WebhookAnswer, sentAt: Instant): Promise<Recorded> => {
    const now = clock();
    const failure = { sentAt, failedAt: now, isHung: 'fault' in answer && answer.fault === 'timed_out' };
    const health = await webhooks.recordFailure(webhookId, failure);
    return { now, health, outcome: isOutdatedFailure(health, failure) ? OUTDATED : outcomeOf(answer) };
  };

  const queueAnew = async (delivery: Delivery, delaySeconds: number): Promise<void> => {
    const rejected = await ports.deliveryQueue.send([delivery], delaySeconds);
    if (rejected.length > 0) throw new Error('the queue did not accept a repeated message');
  };

  /** Another event is the probe from now on, or the same one from its first try. @returns whether the event is a failure */
  const replaceProbe = async (
    { delivery }: DeliveryMessage,
    webhook: Webhook,
    { backlogSince, delaySeconds }: { backlogSince: Instant | null; delaySeconds: number },
  ): Promise<boolean> => {
    if (backlogSince !== null) {
      const choice = { failedSince: backlogSince, exceptId: delivery.event.id, random: ports.random(), delaySeconds };
      if (await redeliverAnyFailure(ports, webhook, choice)) return true;
    }
    await queueAnew(delivery, delaySeconds);
    return false;
  };

  const decide = async (message: DeliveryMessage, { now, health, outcome }: Recorded): Promise<AfterFailure> => {
    const retryAfterSeconds = outcome.kind === 'failed' ? outcome.retryAfterSeconds : null;
    const failed = { tries: message.tries, retryAfterSeconds };
    const waiting = await waitingMessages(ports, health);
    return afterFailure(failed, { health, now, random: ports.random(), waiting });
  };

  const fail = async (
    message: DeliveryMessage,
    webhook: Webhook,
    answer: WebhookAnswer,
    sentAt: Instant,
  ): Promise<DeliveryResult> => {
    const recorded = await recordFailure(webhook, answer, sentAt);
    const { now, health, outcome } = recorded;
    const about = {
      ...toReport(message),
      outcome: 'not delivered' as const,
      answer,
      failingSeconds: failingSeconds(recorded),
    };
    const end = async (because: keyof typeof DISABLING): Promise<DeliveryResult> => {
      // First the failure: a repeated message finds the webhook as it was, or writes the same failure.
      await giveUp(toFailure(message, webhook, answer, latest(now, health.backlogSince)));
      const disabling = DISABLING[because];
      if (disabling) await disable(webhook, disabling);
      report({ ...about, retrySeconds: null, because });
      return DONE;
    };

    if (outcome.kind === 'unsubscribed') return end('unsubscribed');
    const next = await decide(message, recorded);
    if (next.kind === 'end') return end('last try');
    if (next.kind === 'disable') return end('failing');
    if (next.kind === 'park') await webhooks.park(webhook.webhookId, now);
    if (next.kind !== 'replace') {
      report({ ...about, retrySeconds: next.seconds });
      return { kind: 'retry', seconds: next.seconds };
    }
    const probe = { backlogSince: health.backlogSince, delaySeconds: next.seconds };
    if (await replaceProbe(message, webhook, probe)) return end('parked');
    report({ ...about, retrySeconds: next.seconds });
    return DONE;
  };

  const drop = async (
    message: DeliveryMessage,
    because: UnsentBecause,
    backlogSince: Instant | null,
  ): Promise<DeliveryResult> => {
    await giveUp({
      ...failureOf(message, latest(clock(), backlogSince)),
      tries: message.tries - 1,
      lastStatus: null,
      lastError: `not sent: ${UNSENT_REASONS[because]}`,
    });
    report({ ...toReport(message), outcome: 'dropped', because });
    return DONE;
  };

  const send = async (message: DeliveryMessage, target: DeliveryTarget): Promise<DeliveryResult> => {
    const { webhook } = target;
    const seconds = remainingDelay(message.delivery, clock());
    if (seconds > 0) return { kind: 'retry', seconds };
    const unsent = await target.claimRequest();
    if (unsent) return drop(message, unsent.because, unsent.backlogSince);
    const sentEvent = await withIncludedData(ports, message.delivery.event, webhook);
    const sentAt = clock();
    const answer = await ports.sendWebhook(ports.toRequest(webhook, sentEvent, sentAt));
    if (outcomeOf(answer).kind !== 'delivered') return fail(message, webhook, answer, sentAt);
    const hasBacklog = await target.recordSuccess();
    report({ ...toReport(message), outcome: 'delivered', answer });
    // This message comes again for the rest: no other may ever come.
    if (!hasBacklog) return DONE;
    if (message.tries < MAX_RECEIPTS) return { kind: 'retry', seconds: BACKLOG_RETRY_SECONDS };
    await queueAnew(message.delivery, BACKLOG_RETRY_SECONDS);
    return DONE;
  };

  /** The webhook has other types or courses by now: another of its failures is the probe. */
  const continueProbing = ({ webhook, continueBacklog }: DeliveryTarget, exceptId: string): Promise<void> =>
    continueBacklog(failedSince => {
      const choice = { failedSince, exceptId, random: ports.random(), delaySeconds: PROBE_SECONDS };
      return redeliverAnyFailure(ports, webhook, choice);
    });

  return async (message: DeliveryMessage, target: DeliveryTarget | undefined): Promise<DeliveryResult> => {
    const { event } = message.delivery;
    if (!target || !isSubscribed(target.webhook, { type: event.type, courseId: courseOf(event) })) {
      if (target) await continueProbing(target, event.id);
      report({ ...toReport(message), outcome: 'dropped', because: target ? 'not subscribed' : 'unknown' });
      return DONE;
    }
    if (target.webhook.status === 'active') return send(message, target);
    await announceDisabled(target.webhook);
    return drop(message, 'not active', target.health.backlogSince);
  };
}

/** Seconds; none to an end beyond the longest delay, which is that of a wrong clock. */
function remainingDelay({ notBefore }: ReceivedDelivery, now: Instant): number {
  const seconds = notBefore === undefined ? 0 : Math.ceil(exactSecondsBetween(now, notBefore));
  return seconds > MAX_DELAY_SECONDS ? 0 : seconds;
}

/** Read only for a webhook that may be parked. */
async function waitingMessages({ retryQueue }: DeliveryPorts, health: WebhookHealth): Promise<number> {
  return isUnresponsive(health) ? retryQueue.countInFlight() : 0;
}

function failingSeconds({ now, health }: Recorded): number {
  return Math.floor((Date.parse(now) - Date.parse(health.failingSince ?? now)) / 1000);
}

/** A failure is not older than the backlog that it belongs to, whichever clock recorded either. */
function latest(now: Instant, backlogSince: Instant | null): Instant {
  return backlogSince !== null && backlogSince > now ? backlogSince : now;
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
