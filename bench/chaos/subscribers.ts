import { createToken } from '../../dev/token.ts';
import { registerWebhook } from '../../simulator/webhooks/registerWebhook.ts';
import { startReceiver, type WebhookReceiver } from '../../simulator/webhooks/startReceiver.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import { type EventSources, judgeEvents } from '../../test/support/faultVerdict/eventVerdict.ts';
import { Counter, type Random } from './faultInjector.ts';
import type { createRetryingClient } from './retryingClient.ts';
import { STAFF } from './scenario.ts';

const ALL_ATTEMPTS = 'proctoring.attempt.*';
/** One scenario in ten ends with it. */
const HANGING_TYPE = 'proctoring.attempt.error.v1';
const FAIL_SHARE = 0.3;

export interface Subscribers {
  /** Violations of the conditions on events. */
  judge(sources: EventSources): string[];
  /** The hanging endpoint answers from then on; the other one continues to fail. */
  recover(): void;
  /** Queues the events of which all tries have failed again, as an operator does. */
  redeliverFailed(): Promise<void>;
  figures(): Record<string, number>;
  close(): Promise<void>;
}

/** Two webhooks: one endpoint fails 30 % of the deliveries before or after their effect, the other one answers none until it recovers. */
export async function startSubscribers(
  serviceUrl: string,
  call: ReturnType<typeof createRetryingClient>['call'],
  random: Random,
): Promise<Subscribers> {
  const since = new Date().toISOString();
  const failing = await startReceiver({ failShare: FAIL_SHARE, random });
  const hangingOptions = { hangShare: 1 };
  const hanging = await startReceiver(hangingOptions);
  const token = await createToken(STAFF, DEVELOPMENT_TOKEN_SECRET);
  const subscribe = async ({ url, setSecret }: WebhookReceiver, type: string) => {
    const webhook = await registerWebhook({ serviceUrl, token, url, types: [type] }, setSecret);
    await webhook.test();
    return webhook.id;
  };
  const failingId = await subscribe(failing, ALL_ATTEMPTS);
  const hangingId = await subscribe(hanging, HANGING_TYPE);
  let redelivered = 0;
  return {
    judge: sources => [
      ...judgeEvents(sources, {
        name: 'the failing receiver',
        events: appliedEvents(failing),
        subjects: failing.ledger.subjects,
      }),
      ...judgeEvents(sources, {
        name: 'the hanging receiver',
        type: HANGING_TYPE,
        events: appliedEvents(hanging),
      }),
    ],
    recover() {
      hangingOptions.hangShare = 0;
    },
    async redeliverFailed() {
      for (const id of [failingId, hangingId]) {
        const path = `/api/proctoring/v1/webhooks/${id}/redeliver`;
        const { body } = await call('POST', path, STAFF, { since, only_failed: true });
        redelivered += body?.queued ?? 0;
      }
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
        '  events applied after its recovery': hanging.ledger.ids.size,
        'events redelivered on request': redelivered,
      };
    },
    async close() {
      await Promise.all([failing.stop(), hanging.stop()]);
    },
  };
}

/** Events about attempts that were applied, or were outdated, by id. */
function appliedEvents({ deliveries }: WebhookReceiver) {
  const applied = deliveries.filter(
    ({ event, outcome }) => event.type.startsWith('proctoring.attempt.') && outcome !== undefined,
  );
  return new Map(applied.map(({ event }) => [event.id, event]));
}
