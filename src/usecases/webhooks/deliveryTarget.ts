import { type Clock, type Instant, isWithin } from '../../domain/time.ts';
import {
  HANG_INTERVAL_SECONDS,
  isHanging,
  isRecentlyHealthy,
  PROBE_INTERVAL_SECONDS,
  redeliveryLimit,
} from '../../domain/webhooks/unresponsive.ts';
import { HEALTHY, type Webhook, type WebhookHealth } from '../../domain/webhooks/webhook.ts';
import type { EventLog } from '../ports/eventLog.ts';
import type { DeliveryQueue } from '../ports/webhookDelivery.ts';
import type { BacklogClaim, BacklogPosition, WebhookStore } from '../ports/webhookStore.ts';
import { redeliverFailuresSince } from './redeliver.ts';

interface Ports {
  webhooks: WebhookStore;
  deliveryQueue: DeliveryQueue;
  eventLog: Pick<EventLog, 'findAll'>;
  clock: Clock;
}

/** Failures that could not be queued are not read again and again, until a change of the webhook. */
function startOf({ modifiedAt }: Webhook, { position }: BacklogClaim, now: Instant): BacklogPosition {
  return position !== null && position.startedAt > modifiedAt ? position : { startedAt: now, cursor: null };
}

/** A webhook and its health, for a batch of messages. */
export interface DeliveryTarget {
  webhook: Webhook;
  health: WebhookHealth;
  /**
   * Claims a request. A parked webhook is sent probes; one that hangs is sent one event a minute, so that it does not keep
   * the others waiting, and is parked for the rest.
   * @returns why the event is not sent, and the beginning of the backlog that it belongs to; undefined for one that may be
   */
  claimRequest: () => Promise<{ because: 'parked' | 'hanging'; backlogSince: Instant | null } | undefined>;
  /**
   * Continues a backlog after a message that is not sent: it was perhaps the only one. Once in five minutes.
   * @param queueFailure returns whether there is one that can be queued
   */
  continueBacklog: (queueFailure: (backlogSince: Instant) => Promise<boolean>) => Promise<void>;
  /** Records a success, once for a batch, and queues the failures of a parking again. @returns whether some of them remain */
  recordSuccess: () => Promise<boolean>;
}

/** A parked webhook is probed by one of its own events, so that it needs no schedule. */
export function createProbing() {
  return { probes: createTurns(), continuations: createTurns() };
}

type Probing = ReturnType<typeof createProbing>;

/** A turn of each webhook in five minutes, in this process. */
function createTurns() {
  const takenAt = new Map<string, Instant>();
  return {
    take({ webhookId }: Webhook, now: Instant): boolean {
      const lastAt = takenAt.get(webhookId);
      if (lastAt !== undefined && isWithin(PROBE_INTERVAL_SECONDS, lastAt, now)) return false;
      takenAt.set(webhookId, now);
      return true;
    },
    giveBack: ({ webhookId }: Webhook) => takenAt.delete(webhookId),
  };
}

export async function readTargets(
  ports: Ports,
  ids: readonly string[],
  probing: Probing,
): Promise<Map<string, DeliveryTarget>> {
  const { webhooks } = ports;
  const read = await Promise.all(ids.map(id => webhooks.find(id)));
  const healths = await webhooks.health(ids);
  const targets = read.flatMap(webhook =>
    webhook ? [toTarget(ports, webhook, healths.get(webhook.webhookId) ?? HEALTHY, probing)] : [],
  );
  return new Map(targets.map(target => [target.webhook.webhookId, target]));
}

function toTarget(ports: Ports, webhook: Webhook, health: WebhookHealth, probing: Probing): DeliveryTarget {
  const { webhooks, clock } = ports;
  const { webhookId } = webhook;
  const isParked = health.parkedSince !== null;
  let recorded: Promise<WebhookHealth> | undefined;
  let parked: Promise<Instant | null | undefined> | undefined;
  let isClaimed = false;
  let isRequested = false;

  const claimHanging = async (now: Instant): Promise<boolean> => {
    const isEarly = health.hungAt !== null && isWithin(HANG_INTERVAL_SECONDS, health.hungAt, now);
    if (isEarly || isRequested) return false;
    isRequested = true;
    return webhooks.claimRequest(webhookId, now);
  };

  const redeliverBacklog = async (backlogSince: Instant | null): Promise<boolean> => {
    if (backlogSince === null || isClaimed) return false;
    isClaimed = true;
    const claim = await webhooks.claimBacklog(webhookId, clock());
    if (!claim) return false;
    // More of them each time that the endpoint still answers a minute or more after the last ones.
    const limit = redeliveryLimit(claim.earlierClaims);
    const start = startOf(webhook, claim, clock());
    const { isComplete, cursor } = await redeliverFailuresSince(ports, webhook, backlogSince, {
      cursor: start.cursor,
      limit,
    });
    // Batches that read it as parked or hanging may record further failures: the repeated message ends the backlog.
    if (!claim.isRepeated || isParked || health.backlogSince === null) return true;
    if (isComplete) await webhooks.endBacklog(webhookId, claim.id);
    else await webhooks.storeBacklogPosition(webhookId, claim.id, { ...start, cursor });
    return !isComplete;
  };

  return {
    webhook,
    health,
    async claimRequest() {
      const now = clock();
      const { backlogSince } = health;
      if (!isHanging(health))
        return isParked && !probing.probes.take(webhook, now) ? { because: 'parked', backlogSince } : undefined;
      if (await claimHanging(now)) return undefined;
      parked ??= isParked ? Promise.resolve(backlogSince) : webhooks.parkHanging(webhookId, now);
      const since = await parked;
      return since === undefined ? undefined : { because: 'hanging', backlogSince: since };
    },
    async continueBacklog(queueFailure) {
      const { backlogSince } = health;
      if (backlogSince === null || webhook.status !== 'active') return;
      if (!probing.continuations.take(webhook, clock())) return;
      let isQueued = false;
      try {
        isQueued = await queueFailure(backlogSince);
      } finally {
        if (!isQueued) probing.continuations.giveBack(webhook);
      }
    },
    async recordSuccess() {
      const now = clock();
      if (!isRecentlyHealthy(health, now)) recorded ??= webhooks.recordSuccess(webhookId, now);
      return redeliverBacklog((await (recorded ?? health)).backlogSince);
    },
  };
}
