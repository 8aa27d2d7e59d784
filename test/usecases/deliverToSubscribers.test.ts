import { describe, expect, it } from 'vitest';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';
import type { Delivery } from '../../src/usecases/ports/webhookDelivery.ts';
import { createFanOut } from '../../src/usecases/webhooks/deliverToSubscribers.ts';
import { anEvent, aWebhook, newCourseId } from '../support/builders.ts';

const COURSE = newCourseId();

/** Webhooks and a queue that the test sets. */
function aFanOut(webhooks: readonly Webhook[]) {
  const state = { webhooks: [...webhooks], version: 1, now: 0, reads: 0, rejects: (_delivery: Delivery) => false };
  const calls: Delivery[][] = [];
  const publish = createFanOut({
    webhooks: {
      async listChanged(knownVersion) {
        const { version, webhooks } = state;
        if (version === knownVersion) return undefined;
        state.reads++;
        return { version, webhooks };
      },
    },
    deliveryQueue: {
      async send(deliveries) {
        calls.push([...deliveries]);
        return deliveries.filter(delivery => state.rejects(delivery));
      },
    },
    milliseconds: () => state.now,
  });
  return { state, calls, publish, queuedFor: () => calls.flat().map(({ webhookId }) => webhookId) };
}

const active = (overrides: Partial<Webhook> = {}) => aWebhook({ status: 'active', ...overrides });
const logged = (event: ProctoringEvent = anEvent(), courseId: string | null = COURSE) => ({ event, courseId });

describe('a logged event', () => {
  it('is queued once for each active webhook that is subscribed to it', async () => {
    const webhooks = [
      active(),
      active({ types: ['proctoring.attempt.verified.v1'] }),
      active({ types: ['proctoring.review.*', 'proctoring.*', '*'] }),
      active({ courseIds: [newCourseId(), COURSE] }),
    ];
    const others = [
      aWebhook({ status: 'pending' }),
      aWebhook({ status: 'disabled' }),
      active({ types: ['proctoring.review.*'] }),
      active({ courseIds: [newCourseId()] }),
    ];
    const { publish, calls } = aFanOut([...webhooks, ...others]);
    const event = anEvent();
    expect(await publish([logged(event)])).toEqual(new Map());
    expect(calls).toEqual([webhooks.map(({ webhookId }) => ({ webhookId, event }))]);
  });

  it('without a course is queued for webhooks of all courses only', async () => {
    const [all, some] = [active(), active({ courseIds: [COURSE] })];
    const { publish, queuedFor } = aFanOut([all, some]);
    await publish([logged(anEvent(), null)]);
    expect(queuedFor()).toEqual([all.webhookId]);
  });

  it('fails if the queue does not accept it for all of its webhooks', async () => {
    const [first, second] = [active(), active()];
    const { publish, state } = aFanOut([first, second]);
    const [failed, accepted] = [logged(), logged()];
    state.rejects = ({ webhookId, event }) => webhookId === second.webhookId && event.id === failed.event.id;
    const errors = await publish([failed, accepted]);
    expect([...errors.keys()]).toEqual([failed]);
    expect(errors.get(failed)).toMatchObject({ name: 'NotQueued' });
    state.rejects = () => false;
    expect(await publish([failed])).toEqual(new Map());
  });

  it('is queued once by a process, however often its record is delivered again with one that fails', async () => {
    const { publish, state, calls } = aFanOut([active()]);
    const [failing, behind] = [logged(), logged()];
    state.rejects = ({ event }) => event.id === failing.event.id;
    for (let tries = 1; tries <= 3; tries++) expect([...(await publish([failing, behind])).keys()]).toEqual([failing]);
    state.rejects = () => false;
    expect(await publish([failing, behind])).toEqual(new Map());
    const idsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ event }) => event.id);
    const { id } = failing.event;
    expect(calls.map(idsOf)).toEqual([[id, behind.event.id], [id], [id], [id]]);
    expect(await publish([failing, behind])).toEqual(new Map());
    expect(calls).toHaveLength(4);
  });

  it('is queued again after 10,000 others: only so many are remembered', async () => {
    const { publish, queuedFor } = aFanOut([active()]);
    const first = logged();
    await publish([first]);
    await publish(Array.from({ length: 10_000 }, () => logged()));
    await publish([first]);
    expect(queuedFor()).toHaveLength(10_002);
  });

  it('fails if the webhooks cannot be read, until they can', async () => {
    const { publish, state, queuedFor } = aFanOut([active()]);
    const error = new Error('overloaded');
    const { webhooks } = state;
    Object.defineProperty(state, 'webhooks', {
      configurable: true,
      get() {
        throw error;
      },
    });
    const event = logged();
    expect(await publish([event])).toEqual(new Map([[event, error]]));
    Object.defineProperty(state, 'webhooks', { value: webhooks });
    expect(await publish([event])).toEqual(new Map());
    expect(queuedFor()).toHaveLength(1);
  });
});

describe('the calls', () => {
  it('are a read of the webhooks after a change of one, or after 30 seconds', async () => {
    const { publish, state, queuedFor } = aFanOut([]);
    const counts = async (change: Partial<typeof state>) => {
      Object.assign(state, change);
      await publish([logged()]);
      return [state.reads, queuedFor().length];
    };
    expect(await counts({})).toEqual([1, 0]);
    expect(await counts({ webhooks: [active()], now: 29_999 })).toEqual([1, 0]);
    expect(await counts({ now: 30_000 })).toEqual([2, 1]);
    expect(await counts({})).toEqual([2, 2]);
    expect(await counts({ webhooks: [active(), active()], version: 2 })).toEqual([3, 4]);
    expect(await counts({ webhooks: [], version: 3 })).toEqual([4, 4]);
  });

  it('are none without events, and none to the queue without subscribers', async () => {
    const { publish, state, calls } = aFanOut([active({ types: ['proctoring.review.*'] })]);
    await publish([]);
    expect(state.reads).toBe(0);
    await publish([logged()]);
    expect(calls).toEqual([]);
  });

  it('are one to the queue for a batch', async () => {
    const { publish, calls } = aFanOut([active(), active()]);
    await publish([logged(), logged(), logged()]);
    expect(calls.map(({ length }) => length)).toEqual([6]);
  });
});
