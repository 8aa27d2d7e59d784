import { describe, expect, it } from 'vitest';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { laterBy } from '../../src/domain/time.ts';
import { MAX_REDELIVERED } from '../../src/domain/webhooks/unresponsive.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';
import { MAX_SECRETS } from '../../src/domain/webhooks/webhookSecrets.ts';
import type { EventFilter, EventLog } from '../../src/usecases/ports/eventLog.ts';
import type { Delivery } from '../../src/usecases/ports/webhookDelivery.ts';
import { withIncludedData } from '../../src/usecases/webhooks/deliveredData.ts';
import { createGivingUp } from '../../src/usecases/webhooks/deliveryGivenUp.ts';
import { createWebhook, listWebhooks, updateWebhook } from '../../src/usecases/webhooks/manageWebhooks.ts';
import {
  type RedeliveryRequest,
  redeliver,
  redeliverAnyFailure,
  redeliverFailuresSince,
} from '../../src/usecases/webhooks/redeliver.ts';
import { toRedeliveryCursor } from '../../src/usecases/webhooks/redeliveryCursor.ts';
import { rotateSecret } from '../../src/usecases/webhooks/rotateSecret.ts';
import { testWebhook } from '../../src/usecases/webhooks/testWebhook.ts';
import { anAttempt, anEvent, aWebhook, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { ACCEPTED, webhookPorts } from '../support/webhookPorts.ts';

const at = (seconds: number) => laterBy(NOW, seconds);
type Range = Parameters<EventLog['readPage']>[0];

/** The ports with a clock that stands still, a queue, and a log that records its reads. */
function aService() {
  const { ports: stored, database } = inMemoryStores();
  const queued: Delivery[] = [];
  const reads: { range: Range; filter: EventFilter }[] = [];
  const eventLog: EventLog = {
    ...stored.eventLog,
    readPage(range, filter) {
      reads.push({ range, filter });
      return stored.eventLog.readPage(range, filter);
    },
  };
  const ports = {
    ...webhookPorts(stored),
    eventLog,
    clock: () => NOW,
    deliveryQueue: {
      async send(deliveries: readonly Delivery[]) {
        queued.push(...deliveries);
        return [] as Delivery[];
      },
    },
  };
  return {
    ports,
    queued,
    reads,
    position: stored.eventLog.positionOf,
    log(secondsAgo: number) {
      const event = anEvent();
      database.events.push({ event, courseId: null, loggedAt: at(-secondsAgo) });
      return event;
    },
    async active(overrides: Partial<Webhook> = {}) {
      const webhook = aWebhook({ status: 'active', types: ['*'], courseIds: null, ...overrides });
      await stored.webhooks.create(webhook);
      return webhook;
    },
  };
}

const windowOf = (since: number, until?: number): RedeliveryRequest => ({
  since: at(since),
  until: until === undefined ? undefined : at(until),
  onlyFailed: false,
});

describe('the window of a redelivery', () => {
  const RETENTION = -30 * 86_400;

  it.each<[string, RedeliveryRequest, [from: number, until: number]]>([
    ['up to the present', windowOf(-100), [-100, 0]],
    ['that ends in the past', windowOf(-100, -50), [-100, -50]],
    ['that ends in the future', windowOf(-100, 50), [-100, 0]],
    ['that begins before the retention', windowOf(RETENTION - 100), [RETENTION, 0]],
  ])('%s is read from the log within the retention', async (_case, request, [from, until]) => {
    const { ports, active, reads, position } = aService();
    const { webhookId } = await active();
    expect(await redeliver(ports, STAFF, webhookId, request)).toEqual({ queued: 0, nextCursor: null });
    expect(reads.map(({ range }) => range)).toEqual([
      { from: position(at(from)), until: position(at(until)), limit: 500 },
    ]);
  });

  it.each([
    ['that is empty', windowOf(-50, -50)],
    ['in the future', windowOf(50)],
  ])('%s has no events, and is not read', async (_case, request) => {
    const { ports, active, reads } = aService();
    const { webhookId } = await active();
    expect(await redeliver(ports, STAFF, webhookId, request)).toEqual({ queued: 0, nextCursor: null });
    expect(reads).toEqual([]);
  });

  it('is filtered by the log as far as the subscription is one type or one course', async () => {
    const { ports, active, reads } = aService();
    const [first, second] = [newCourseId(), newCourseId()];
    const type = 'proctoring.attempt.*';
    const subscriptions: [Partial<Webhook>, EventFilter][] = [
      [{ types: ['*'], courseIds: null }, {}],
      [
        { types: [type], courseIds: [first] },
        { type, courseId: first },
      ],
      [{ types: [type, 'proctoring.review.*'], courseIds: [first, second] }, {}],
    ];
    for (const [subscription, filter] of subscriptions) {
      const { webhookId } = await active(subscription);
      await redeliver(ports, STAFF, webhookId, windowOf(-100));
      expect(reads.at(-1)?.filter).toEqual(filter);
    }
  });

  it('is continued no earlier than the retention, and not at its end', async () => {
    const { ports, active, reads, position } = aService();
    const { webhookId } = await active();
    const continueAt = (seconds: number) => {
      const window = { onlyFailed: false, since: at(-2000), until: at(-1000), at: position(at(seconds)) };
      return redeliver(ports, STAFF, webhookId, { cursor: toRedeliveryCursor(window, webhookId) });
    };
    await continueAt(-1500);
    await continueAt(-2500);
    expect(await continueAt(-1000)).toEqual({ queued: 0, nextCursor: null });
    expect(reads.map(({ range }) => range.from)).toEqual([position(at(-1500)), position(at(-2000))]);
  });

  it('that had no time is continued from its beginning', async () => {
    const { ports, active, log, queued } = aService();
    const { webhookId } = await active();
    const event = log(50);
    let reads = 0;
    const { nextCursor } = await redeliver(
      { ...ports, clock: () => at(++reads <= 2 ? 0 : 12) },
      ...([STAFF, webhookId, windowOf(-100)] as const),
    );
    expect(queued).toEqual([]);
    await redeliver(ports, STAFF, webhookId, { cursor: nextCursor ?? '' });
    expect(queued).toEqual([{ webhookId, event }]);
  });

  it('queues at most 10,000 events a request, whatever the pages have', async () => {
    const { ports, active, queued } = aService();
    const { webhookId } = await active();
    const limits: number[] = [];
    const event = anEvent();
    const readPage: EventLog['readPage'] = async ({ from, limit }) => {
      limits.push(limit);
      return { events: Array.from({ length: Math.min(limit, 499) }, () => event), next: from, isLast: false };
    };
    const { queued: count } = await redeliver(
      { ...ports, eventLog: { ...ports.eventLog, readPage } },
      ...([STAFF, webhookId, windowOf(-100)] as const),
    );
    expect([count, queued.length, limits.length, limits.at(-1)]).toEqual([MAX_REDELIVERED, MAX_REDELIVERED, 21, 20]);
  });

  it.each<[string, RedeliveryRequest, string, string]>([
    ['/event_id', { eventId: 'other' }, 'event_id', 'must be an event of the webhook’s types and courses'],
    ['/until', windowOf(-50, -51), 'until', 'must not be earlier than since'],
    ['/cursor', { cursor: 'x' }, 'cursor', 'must be a next_cursor of a redelivery of the same webhook'],
    [
      '/cursor',
      { cursor: Buffer.from(JSON.stringify(['w', false, null, NOW, null])).toString('base64url') },
      'cursor',
      'must be a next_cursor of a redelivery of the same webhook',
    ],
  ])('is rejected with the fault of %s', async (pointer, request, field, detail) => {
    const { ports, active, log } = aService();
    const { webhookId } = await active({ webhookId: 'w', types: ['proctoring.review.*'] });
    const { id } = log(10);
    const named = 'eventId' in request ? { eventId: id } : request;
    await expect(redeliver(ports, STAFF, webhookId, named)).rejects.toMatchObject({
      code: 'invalid_request',
      message: `${field}: ${detail}.`,
      inputErrors: [{ pointer, detail }],
    });
  });

  it('names the webhook or the event that is in its way', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active();
    const pending = await active({ status: 'pending' });
    const rejection = (id: string, request: RedeliveryRequest) =>
      redeliver(ports, STAFF, id, request).catch(error => [error.code, error.message]);
    expect(await rejection(webhookId, { eventId: 'evt_none' })).toEqual([
      ...['event_not_found', 'There is no event with the id evt_none.'],
    ]);
    expect(await rejection(pending.webhookId, windowOf(-1))).toEqual([
      'webhook_not_active',
      `Webhook ${pending.webhookId} is pending: events are sent to active webhooks only.`,
    ]);
    expect(await rejection('none', windowOf(-1))).toEqual([
      ...['webhook_not_found', 'There is no webhook with the id none.'],
    ]);
  });

  it('is busy if the queue does not accept its events', async () => {
    const { ports, active, log } = aService();
    const { webhookId } = await active();
    const { id: eventId } = log(10);
    const deliveryQueue = { send: async (deliveries: readonly Delivery[]) => [...deliveries] };
    await expect(redeliver({ ...ports, deliveryQueue }, STAFF, webhookId, { eventId })).rejects.toMatchObject({
      code: 'busy',
      message: 'The queue did not accept all events. Try again.',
    });
  });
});

describe('the failures since a time', () => {
  /** A webhook whose list of failures has these pages. */
  async function withPages(
    pageOf: (page: number) => { at: string[]; nextCursor: string | null },
    limit = MAX_REDELIVERED,
  ) {
    const { ports, active, queued } = aService();
    const webhook = await active();
    const cursors: (string | undefined)[] = [];
    const event = anEvent();
    const webhooks = {
      removeFailure: async () => {},
      listFailures: async (_id: string, { cursor }: { cursor?: string | undefined }) => {
        const { at: times, nextCursor } = pageOf(cursors.push(cursor));
        const failures = times.map(time => ({ eventId: event.id, at: time }));
        return { failures, nextCursor } as unknown as Awaited<ReturnType<typeof ports.webhooks.listFailures>>;
      },
    };
    const findAll = async (ids: readonly string[]) => ids.map(() => ({ event, courseId: null }));
    const all = { ...ports, webhooks, eventLog: { findAll } };
    const { isComplete } = await redeliverFailuresSince(all, webhook, at(-100), { cursor: null, limit });
    return { isComplete, cursors, queued: queued.length };
  }

  it('are queued page by page, without earlier ones', async () => {
    const times = [at(-101), at(-100), at(-99)];
    const pages = await withPages(page => ({ at: times, nextCursor: page === 3 ? null : `c${page}` }));
    expect(pages).toEqual({ isComplete: true, cursors: [undefined, 'c1', 'c2'], queued: 6 });
  });

  it('are as many as one redelivery; the others remain', async () => {
    const times = Array.from({ length: 100 }, () => at(-1));
    const { isComplete, cursors, queued } = await withPages(page => ({ at: times, nextCursor: `c${page}` }));
    expect([isComplete, cursors.length, queued]).toEqual([false, 101, MAX_REDELIVERED]);
  });

  it.each([
    [2, false],
    [3, true],
  ])('are as many as the limit of %d, also on the last page', async (limit, isComplete) => {
    const times = [at(-1), at(-1), at(-1)];
    expect(await withPages(() => ({ at: times, nextCursor: null }), limit)).toMatchObject({
      isComplete,
      queued: limit,
    });
  });
});

describe('any of the failures since a time', () => {
  const [early, first, last, future, excepted] = ['early', 'first', 'last', 'future', 'excepted'].map(id =>
    anEvent({ id }),
  );
  const times: [ProctoringEvent | undefined, string][] = [
    [early, at(-101)],
    [excepted, at(-50)],
    [first, at(-100)],
    [last, at(-10)],
    [future, at(60)],
  ];
  /** The choice by this number, among the failures that are logged. */
  async function choose(random: number, { failedSince = at(-100), isLogged = true } = {}) {
    const { ports, active } = aService();
    const webhook = await active();
    const sent: [string[], number | undefined][] = [];
    const removed: { eventId: string; at: string }[] = [];
    const queries: unknown[] = [];
    const webhooks = {
      async listFailures(_id: string, query: object) {
        queries.push(query);
        const failures = times.map(([event, time]) => ({ eventId: event?.id, at: time }));
        return { failures, nextCursor: null } as unknown as Awaited<ReturnType<typeof ports.webhooks.listFailures>>;
      },
      removeFailure: async (failure: { eventId: string; at: string }) => void removed.push(failure),
    };
    const findAll = async (ids: readonly string[]) =>
      isLogged ? times.flatMap(([event]) => (event && ids.includes(event.id) ? { event, courseId: null } : [])) : [];
    const deliveryQueue = {
      async send(deliveries: readonly Delivery[], delaySeconds?: number) {
        sent.push([deliveries.map(({ event }) => event.id), delaySeconds]);
        return [] as Delivery[];
      },
    };
    const choice = { failedSince, exceptId: 'excepted', random, delaySeconds: 7 };
    const isQueued = await redeliverAnyFailure(
      { ...ports, webhooks, eventLog: { findAll }, deliveryQueue },
      webhook,
      choice,
    );
    expect(queries).toEqual([{ limit: 100 }]);
    return { isQueued, sent, removed: removed.map(failure => [failure.eventId, failure.at]) };
  }

  it.each([
    [0, 'first', at(-100)],
    [0.34, 'last', at(-10)],
    [0.99, 'future', at(60)],
  ])('is drawn by %d, but for the excepted one: %s', async (random, id, failedAt) => {
    expect(await choose(random)).toEqual({ isQueued: true, sent: [[[id], 7]], removed: [[id, failedAt]] });
  });

  it('is none where no other failed since, or its event is no longer logged', async () => {
    const none = { isQueued: false, sent: [], removed: [] };
    expect(await choose(0, { failedSince: at(61) })).toEqual(none);
    expect(await choose(0, { isLogged: false })).toEqual(none);
  });
});

describe('webhooks', () => {
  it('are listed by their age, those of the same moment by their ids', async () => {
    const { ports, active } = aService();
    for (const [webhookId, seconds] of [
      ['b', 0],
      ['c', -5],
      ['a', 0],
      ['d', 5],
    ] as const) {
      await active({ webhookId, createdAt: at(seconds) });
    }
    const listed = await listWebhooks(ports, STAFF);
    expect(listed.map(({ webhook }) => webhook.webhookId)).toEqual(['c', 'a', 'b', 'd']);
  });

  it('have a URL that is not at fault', async () => {
    const { ports } = aService();
    const terms = { url: 'http://lms.example.edu', types: ['*'], courseIds: null, include: [], description: '' };
    const error = await createWebhook(ports, STAFF, terms).catch(fault => fault);
    expect(error).toMatchObject({ code: 'invalid_request', inputErrors: [{ pointer: '/url' }] });
    expect(error.message).toBe(`url: ${error.inputErrors[0].detail}.`);
  });

  it('are not written without a change, and busy after many conflicts', async () => {
    const { ports, active } = aService();
    const { webhookId, description } = await active({ description: 'Grades' });
    const update = (replace: typeof ports.webhooks.replace, changed: string) =>
      updateWebhook({ ...ports, webhooks: { ...ports.webhooks, replace } }, STAFF, webhookId, { description: changed });
    const unchanged = await update(() => expect.fail('it was written'), description);
    expect(unchanged.webhook).toMatchObject({ version: 1 });
    await expect(update(async () => false, 'other')).rejects.toMatchObject({
      code: 'busy',
      message: `Webhook ${webhookId} is being changed concurrently. Try again.`,
    });
  });

  it('have a version that a rotation raises, and a limit of secrets', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active({ secrets: [{ secret: 'whsec_1', until: null }] });
    for (let secrets = 1; secrets < MAX_SECRETS; secrets++) await rotateSecret(ports, STAFF, webhookId, 24);
    expect(await ports.webhooks.find(webhookId)).toMatchObject({ version: MAX_SECRETS });
    await expect(rotateSecret(ports, STAFF, webhookId, 24)).rejects.toMatchObject({
      code: 'too_many_secrets',
      message: `Webhook ${webhookId} has ${MAX_SECRETS} secrets that sign. Wait until an overlap ends, or rotate without one.`,
    });
  });

  it.each([
    [299, true],
    [300, false],
  ])('that answer a test with %i: accepted is %s', async (status, isDelivered) => {
    const { ports, active } = aService();
    const { webhookId } = await active({ status: 'pending' });
    const sendWebhook = async () => ({ ...ACCEPTED, status });
    const result = await testWebhook({ ...ports, sendWebhook }, STAFF, webhookId);
    expect([result.isDelivered, result.webhook.status]).toEqual([isDelivered, isDelivered ? 'active' : 'pending']);
  });

  it('that are active are not written by a test', async () => {
    const { ports, active } = aService();
    const webhook = await active();
    const webhooks = { ...ports.webhooks, replace: () => expect.fail('it was written') };
    expect((await testWebhook({ ...ports, webhooks }, STAFF, webhook.webhookId)).webhook).toEqual(webhook);
  });

  it('without a secret that can be decrypted are not tested', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active({ secrets: [] });
    await expect(testWebhook(ports, STAFF, webhookId)).rejects.toMatchObject({
      code: 'webhooks_not_configured',
      message: `No secret of webhook ${webhookId} can be decrypted. Restore its key in WEBHOOK_KEYS, or rotate the secret.`,
    });
  });
});

describe('the announcement of a disabled webhook', () => {
  function aProcess() {
    const { ports } = aService();
    const events: ProctoringEvent[] = [];
    const state = { fails: false };
    const event = anEvent();
    const giving = createGivingUp({
      ...ports,
      toDisabledEvent: () => event,
      async announce(announced) {
        if (state.fails) throw new Error('not logged');
        events.push(announced);
      },
    });
    const announce = (overrides: Partial<Webhook>) =>
      giving.announceDisabled(aWebhook({ status: 'disabled', disabledBecause: 'gone', disabledAt: NOW, ...overrides }));
    return { announce, events, state };
  }

  it('is made once by a process, within an hour', async () => {
    const { announce, events } = aProcess();
    await announce({ disabledAt: at(-3601) });
    expect(events).toEqual([]);
    await announce({ disabledAt: at(-3600) });
    await announce({ disabledBecause: 'failing' });
    expect(events).toHaveLength(1);
  });

  it.each<[string, Partial<Webhook>]>([
    ['that is not disabled', { status: 'active', disabledBecause: null, disabledAt: null }],
    ['that is disabled without a reason', { disabledBecause: null }],
    ['that staff have disabled', { disabledBecause: 'requested' }],
    ['of an unknown time', { disabledAt: null }],
  ])('is not made of one %s', async (_case, overrides) => {
    const { announce, events } = aProcess();
    await announce(overrides);
    expect(events).toEqual([]);
  });

  it('is repeated after it failed', async () => {
    const { announce, events, state } = aProcess();
    state.fails = true;
    await expect(announce({})).rejects.toThrow('not logged');
    state.fails = false;
    await announce({});
    expect(events).toHaveLength(1);
  });
});

describe('the data that a webhook includes', () => {
  const entryOf = (attemptId: number, changedAt: string, reason: string) => ({
    attempt: anAttempt({ attemptId }),
    changedAt,
    reason,
  });
  const event = anEvent();
  const { attempt } = event.data as { attempt: { id: number } };
  const sent = (include: Webhook['include'], entries: object[] = []) => {
    const { ports } = aService();
    const history = { ...ports.history, readPage: async () => ({ entries, nextCursor: null }) as never };
    return withIncludedData({ ...ports, history }, event, { include });
  };

  it('are none without a request', async () => {
    expect(await sent([])).toBe(event);
    expect(await sent(['reason'])).toBe(event);
  });

  it('have the reason of the change of this attempt at this time', async () => {
    const entries = [
      entryOf(attempt.id, laterBy(event.time, 1), 'a later one'),
      entryOf(attempt.id + 1, event.time, 'of another attempt'),
      entryOf(attempt.id, event.time, 'two persons'),
    ];
    expect((await sent(['reason'], entries)).data).toEqual({ ...event.data, reason: 'two persons' });
    expect(await sent(['reason'], entries.slice(0, 2))).toBe(event);
  });
});
