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
import type { WebhookStore } from '../ports/webhookStore.ts';
import { redeliverFailuresSince } from './redeliver.ts';

interface Ports {
  webhooks: WebhookStore;
  deliveryQueue: DeliveryQueue;
  eventLog: Pick<EventLog, 'findAll'>;
  clock: Clock;
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
  /** Whether a message that is not sent was perhaps the only probe of a backlog: once in five minutes. */
  isLastProbe: () => boolean;
  /** Records a success, once for a batch, and queues the failures of a parking again. @returns whether some of them remain */
  recordSuccess: () => Promise<boolean>;
}

/** A parked webhook is probed by one of its own events, so that it needs no schedule. */
export function createProbing(): IsProbe {
  const probedAt = new Map<string, Instant>();
  return ({ webhookId }, now) => {
    const lastProbeAt = probedAt.get(webhookId);
    if (lastProbeAt !== undefined && isWithin(PROBE_INTERVAL_SECONDS, lastProbeAt, now)) return false;
    probedAt.set(webhookId, now);
    return true;
  };
}

export async function readTargets(
  ports: Ports,
  ids: readonly string[],
  isProbe: IsProbe,
): Promise<Map<string, DeliveryTarget>> {
  const { webhooks } = ports;
  const read = await Promise.all(ids.map(id => webhooks.find(id)));
  const healths = await webhooks.health(ids);
  const targets = read.flatMap(webhook =>
    webhook ? [toTarget(ports, webhook, healths.get(webhook.webhookId) ?? HEALTHY, isProbe)] : [],
  );
  return new Map(targets.map(target => [target.webhook.webhookId, target]));
}

type IsProbe = (webhook: Webhook, now: Instant) => boolean;

function toTarget(ports: Ports, webhook: Webhook, health: WebhookHealth, isProbe: IsProbe): DeliveryTarget {
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
    const limit = redeliveryLimit(claim.isRepeated && health.hungAt === null ? claim.earlierClaims : 0);
    if (!(await redeliverFailuresSince(ports, webhook, backlogSince, limit))) return true;
    // Batches that read it as parked or hanging may record further failures: the repeated message ends the backlog.
    if (!claim.isRepeated || isParked || health.backlogSince === null) return true;
    await webhooks.endBacklog(webhookId, claim.id);
    return false;
  };

  return {
    webhook,
    health,
    async claimRequest() {
      const now = clock();
      const { backlogSince } = health;
      if (!isHanging(health))
        return isParked && !isProbe(webhook, now) ? { because: 'parked', backlogSince } : undefined;
      if (await claimHanging(now)) return undefined;
      parked ??= isParked ? Promise.resolve(backlogSince) : webhooks.parkHanging(webhookId, now);
      const since = await parked;
      return since === undefined ? undefined : { because: 'hanging', backlogSince: since };
    },
    isLastProbe: () => health.backlogSince !== null && webhook.status === 'active' && isProbe(webhook, clock()),
    async recordSuccess() {
      const now = clock();
      if (!isRecentlyHealthy(health, now)) recorded ??= webhooks.recordSuccess(webhookId, now);
      return redeliverBacklog((await (recorded ?? health)).backlogSince);
    },
  };
}
