import { createToken } from '../../dev/token.ts';
import { registerWebhook } from '../../simulator/webhooks/registerWebhook.ts';
import { type ReceivedDelivery, startReceiver, type WebhookReceiver } from '../../simulator/webhooks/startReceiver.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import { type EventSources, judgeEvents } from '../../test/support/faultVerdict/eventVerdict.ts';
import { Counter, type Random } from './faultInjector.ts';
import type { createRetryingClient } from './retryingClient.ts';
import { STAFF } from './scenario.ts';

const ALL_ATTEMPTS = 'proctoring.attempt.*';
/** One attempt in ten. */
const HANGING_TYPE = 'proctoring.attempt.error.v1';
const FAIL_SHARE = 0.3;

export interface Subscribers {
  /** Violations of the conditions on events. */
  judge(sources: EventSources): string[];
  /** Queues the events again whose tries have all failed, as an operator does. */
  redeliverFailed(): Promise<void>;
  figures(): Record<string, number>;
  close(): Promise<void>;
}

/** Two webhooks: one endpoint fails 30 % of the deliveries before or after their effect, the other one never answers. */
export async function startSubscribers(
  serviceUrl: string,
  call: ReturnType<typeof createRetryingClient>['call'],
  random: Random,
): Promise<Subscribers> {
  const since = new Date().toISOString();
  const failing = await startReceiver({ failShare: FAIL_SHARE, random });
  const hanging = await startReceiver({ hangShare: 1 });
  const token = await createToken(STAFF, DEVELOPMENT_TOKEN_SECRET);
  const subscribe = async ({ url, setSecret }: WebhookReceiver, type: string) => {
    const webhook = await registerWebhook({ serviceUrl, token, url, types: [type] }, setSecret);
    await webhook.test();
    return webhook.id;
  };
  const failingId = await subscribe(failing, ALL_ATTEMPTS);
  await subscribe(hanging, HANGING_TYPE);
  let redelivered = 0;
  return {
    judge: sources => [
      ...judgeEvents(sources, {
        name: 'the failing receiver',
        events: eventsOf(failing, ({ outcome }) => outcome !== undefined),
        subjects: failing.ledger.subjects,
      }),
      ...judgeEvents(sources, {
        name: 'the hanging receiver',
        type: HANGING_TYPE,
        events: eventsOf(hanging, () => true),
      }),
    ],
    async redeliverFailed() {
      const path = `/api/proctoring/v1/webhooks/${failingId}/redeliver`;
      const { body } = await call('POST', path, STAFF, { since, only_failed: true });
      redelivered += body?.queued ?? 0;
    },
    figures() {
      const counter = new Counter();
      for (const { outcome, fault } of failing.deliveries) {
        if (outcome) counter.add(`  events ${outcome}`);
        if (fault) counter.add(`  deliveries: ${fault}`);
      }
      return {
        'deliveries to the failing receiver': failing.deliveries.length,
        ...counter.counts,
        'deliveries to the hanging receiver': hanging.deliveries.length,
        'events redelivered on request': redelivered,
      };
    },
    async close() {
      await Promise.all([failing.stop(), hanging.stop()]);
    },
  };
}

/** Those about attempts, by their ids. */
function eventsOf({ deliveries }: WebhookReceiver, hasArrived: (delivery: ReceivedDelivery) => boolean) {
  const arrived = deliveries.filter(
    delivery => delivery.event.type.startsWith('proctoring.attempt.') && hasArrived(delivery),
  );
  return new Map(arrived.map(({ event }) => [event.id, event]));
}
