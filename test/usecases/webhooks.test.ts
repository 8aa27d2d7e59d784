import { Webhook as ReferenceWebhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { Overloaded } from '../../src/domain/errors.ts';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { laterBy } from '../../src/domain/time.ts';
import { MAX_REDELIVERED } from '../../src/domain/webhooks/unresponsive.ts';
import { HEALTHY, type Webhook } from '../../src/domain/webhooks/webhook.ts';
import type { WebhookTerms } from '../../src/domain/webhooks/webhookChange.ts';
import type { Delivery, WebhookAnswer, WebhookRequest } from '../../src/usecases/ports/webhookDelivery.ts';
import { listFailures } from '../../src/usecases/webhooks/listFailures.ts';
import {
  createWebhook,
  listWebhooks,
  readWebhook,
  removeWebhook,
  updateWebhook,
} from '../../src/usecases/webhooks/manageWebhooks.ts';
import { type RedeliveryRequest, redeliver } from '../../src/usecases/webhooks/redeliver.ts';
import { rotateSecret } from '../../src/usecases/webhooks/rotateSecret.ts';
import { testWebhook } from '../../src/usecases/webhooks/testWebhook.ts';
import { toWebhookRequest } from '../../src/webhooks/webhookRequest.ts';
import { aCaller, anEvent, aWebhook, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { ACCEPTED, webhookPorts } from '../support/webhookPorts.ts';

const COURSE = newCourseId();
const TERMS: WebhookTerms = {
  ...{ url: 'https://lms.example.edu/events', types: ['proctoring.attempt.*'], courseIds: null },
  ...{ include: [], description: 'Grades' },
};

/** The ports with a clock that the test sets, an endpoint and a queue. */
function aService() {
  const { ports, database } = inMemoryStores();
  const state = {
    now: NOW,
    /** Seconds that pass with each reading of the clock. */
    pace: 0,
    answer: async (): Promise<WebhookAnswer> => ACCEPTED,
    /** Events that the queue accepts. */
    capacity: Number.POSITIVE_INFINITY,
  };
  const requests: WebhookRequest[] = [];
  const queued: Delivery[] = [];
  const all = {
    ...webhookPorts(ports),
    sendWebhook: async (request: WebhookRequest) => {
      requests.push(request);
      return state.answer();
    },
    deliveryQueue: {
      async send(deliveries: readonly Delivery[]) {
        const room = state.capacity - queued.length;
        queued.push(...deliveries.slice(0, Math.max(room, 0)));
        return deliveries.slice(Math.max(room, 0));
      },
    },
    clock: () => {
      state.now = laterBy(state.now, state.pace);
      return state.now;
    },
  };
  return {
    state,
    requests,
    ports: all,
    queuedIds: () => queued.map(({ event }) => event.id),
    queued,
    pass: (seconds: number) => {
      state.now = laterBy(state.now, seconds);
    },
    /** Logs an event of the course as of so many seconds ago. */
    log(secondsAgo: number, { courseId = COURSE as string | null, type = 'proctoring.attempt.verified.v1' } = {}) {
      const event = anEvent({ type });
      const exam = courseId && { id: 1, course_id: courseId, content_id: null, type: null };
      Object.assign(event.data, { exam });
      database.events.push({ event, courseId, loggedAt: laterBy(state.now, -secondsAgo) });
      return event;
    },
    create: (terms: Partial<WebhookTerms> = {}, caller: Caller = STAFF) =>
      createWebhook(all, caller, { ...TERMS, ...terms }),
    async active(overrides: Partial<Webhook> = {}) {
      const webhook = aWebhook({ status: 'active', ...overrides });
      await ports.webhooks.create(webhook);
      return webhook;
    },
    read: async (id: string) => (await readWebhook(all, STAFF, id)).webhook,
  };
}

describe('a webhook', () => {
  it('is created pending, with a secret, and listed with its health', async () => {
    const { ports, create, pass } = aService();
    const first = await create({ url: 'https://LMS.example.edu' });
    expect(first).toMatchObject({
      ...{ url: 'https://lms.example.edu/', status: 'pending', disabledBecause: null, version: 1 },
      secrets: [{ secret: expect.stringMatching(/^whsec_/), until: null }],
    });
    pass(1);
    const second = await create();
    await ports.webhooks.recordFailure(second.webhookId, { sentAt: NOW, failedAt: NOW, isHung: false });
    const health = { ...HEALTHY, failingSince: NOW, consecutiveFailures: 1 };
    expect(await listWebhooks(ports, STAFF)).toEqual([
      { webhook: first, health: HEALTHY },
      { webhook: second, health },
    ]);
    expect(await readWebhook(ports, STAFF, second.webhookId)).toEqual({ webhook: second, health });
  });

  it('with an address that is not public is rejected, when created and when changed', async () => {
    const { ports, create, read } = aService();
    const { webhookId } = await create();
    for (const url of ['http://lms.example.edu/', 'https://169.254.169.254/latest', 'x']) {
      const error = { code: 'invalid_request', inputErrors: [{ pointer: '/url' }] };
      await expect(create({ url })).rejects.toMatchObject(error);
      await expect(updateWebhook(ports, STAFF, webhookId, { url })).rejects.toMatchObject(error);
    }
    expect(await listWebhooks(ports, STAFF)).toHaveLength(1);
    expect((await read(webhookId)).version).toBe(1);
  });

  it('is changed field by field, also concurrently', async () => {
    const { ports, create, read } = aService();
    const { webhookId } = await create();
    const changes = [
      ...[{ types: ['*'] }, { courseIds: [COURSE] }, { include: ['learner'] as const }, { description: 'x' }],
      { url: 'https://other.example.edu' },
    ];
    await Promise.all(changes.map(change => updateWebhook(ports, STAFF, webhookId, change)));
    expect(await read(webhookId)).toMatchObject({
      ...{ types: ['*'], courseIds: [COURSE], include: ['learner'], description: 'x', version: 6 },
      url: 'https://other.example.edu/',
    });
  });

  it('is not written by a change to the same values', async () => {
    const { ports, create, read } = aService();
    const { webhookId } = await create();
    await updateWebhook(ports, STAFF, webhookId, TERMS);
    expect((await read(webhookId)).version).toBe(1);
  });

  it('is removed with its failures', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active();
    await ports.webhooks.addFailure(aFailure(webhookId, anEvent()));
    await removeWebhook(ports, STAFF, webhookId);
    for (const call of [readWebhook, removeWebhook]) {
      await expect(call(ports, STAFF, webhookId)).rejects.toMatchObject({ code: 'webhook_not_found' });
    }
    expect(await ports.webhooks.listFailures(webhookId, { limit: 9 })).toMatchObject({ failures: [] });
  });
});

describe('the rights on webhooks', () => {
  it('are those of global staff: nobody else learns whether one exists', async () => {
    const { ports, active, requests, read } = aService();
    const { webhookId } = await active();
    for (const caller of [aCaller(), aCaller({ courseStaff: [COURSE] })]) {
      for (const id of [webhookId, 'whk_none']) {
        const calls = [
          () => createWebhook(ports, caller, TERMS),
          () => listWebhooks(ports, caller),
          () => readWebhook(ports, caller, id),
          () => updateWebhook(ports, caller, id, { description: 'x' }),
          () => removeWebhook(ports, caller, id),
          () => rotateSecret(ports, caller, id, 1),
          () => testWebhook(ports, caller, id),
          () => listFailures(ports, caller, id, { limit: 1 }),
          () => redeliver(ports, caller, id, { eventId: 'evt_x' }),
        ];
        for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
    expect(requests).toEqual([]);
    expect(await read(webhookId)).toMatchObject({ version: 1 });
  });
});

describe('a rotated secret', () => {
  it('signs beside the earlier ones until their overlap ends', async () => {
    const { ports, create, read, pass } = aService();
    const { webhookId, secrets } = await create();
    const { secret, earlierSecretsUntil } = await rotateSecret(ports, STAFF, webhookId, 24);
    expect(earlierSecretsUntil).toBe(laterBy(NOW, 86_400));
    expect((await read(webhookId)).secrets).toEqual([
      { secret, until: null },
      { secret: secrets[0]?.secret, until: laterBy(NOW, 86_400) },
    ]);
    pass(86_400);
    const second = await rotateSecret(ports, STAFF, webhookId, 0);
    expect(second.earlierSecretsUntil).toBeNull();
    expect((await read(webhookId)).secrets).toEqual([{ secret: second.secret, until: null }]);
  });

  it('is accepted beside the earlier one within the overlap, through rotations of any pace', async () => {
    const { ports, create, read, pass } = aService();
    const { webhookId, secrets } = await create();
    const known = secrets.map(({ secret }) => secret);
    const isAccepted = async (secret = '') => {
      const event = anEvent();
      const { headers, body } = toWebhookRequest(await read(webhookId), event, ports.clock());
      const expected = new ReferenceWebhook(secret).sign(event.id, new Date(ports.clock()), body);
      return headers['webhook-signature']?.split(' ').includes(expected);
    };
    for (const [overlapHours, hoursBefore] of [
      [24, 0],
      [2, 10],
      [168, 1],
      [24, 2],
    ] as const) {
      pass(hoursBefore * 3600);
      known.push((await rotateSecret(ports, STAFF, webhookId, overlapHours)).secret);
      expect(await Promise.all(known.slice(-2).map(isAccepted))).toEqual([true, true]);
    }
    pass(24 * 3600 - 1);
    expect(await Promise.all(known.slice(-2).map(isAccepted))).toEqual([true, true]);
    pass(1);
    expect(await Promise.all(known.map(isAccepted))).toEqual([false, false, false, false, true]);
  });

  it('is the sixth that signs at most never: an overlap has to end first', async () => {
    const { ports, create, read } = aService();
    const { webhookId } = await create();
    for (let count = 0; count < 4; count++) await rotateSecret(ports, STAFF, webhookId, 24);
    await expect(rotateSecret(ports, STAFF, webhookId, 24)).rejects.toMatchObject({ code: 'too_many_secrets' });
    expect((await read(webhookId)).secrets).toHaveLength(5);
    await rotateSecret(ports, STAFF, webhookId, 0);
    expect((await read(webhookId)).secrets).toHaveLength(1);
  });
});

describe('a test', () => {
  it('sends a signed event and activates a pending webhook', async () => {
    const { ports, create, read, requests, state } = aService();
    const { webhookId, url, secrets } = await create();
    await ports.webhooks.recordFailure(webhookId, { sentAt: NOW, failedAt: NOW, isHung: false });
    state.answer = async () => {
      state.now = laterBy(state.now, 0.25);
      return { status: 200, retryAfterSeconds: null, text: 'ok' };
    };
    const result = await testWebhook(ports, STAFF, webhookId);
    expect(result).toMatchObject({ isDelivered: true, tookMs: 250, webhook: { status: 'active' } });
    expect(requests).toMatchObject([{ url, headers: { signed: secrets[0]?.secret } }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ...{ specversion: '1.0', id: expect.stringMatching(/^evt_[0-9a-f]{32}$/), datacontenttype: 'application/json' },
      ...{ source: 'https://proctoring.example.edu', type: 'proctoring.webhook.test.v1', time: NOW },
      ...{ subject: `webhooks/${webhookId}`, sequence: '0000000001', partitionkey: webhookId },
      data: { webhook: { id: webhookId, status: 'pending', disabled_because: null } },
    });
    expect(await read(webhookId)).toMatchObject({ status: 'active', version: 2 });
    const { health } = await readWebhook(ports, STAFF, webhookId);
    expect(health).toEqual({ ...HEALTHY, lastSuccessAt: laterBy(NOW, 0.25) });
  });

  it.each<WebhookAnswer>([
    { status: 199, retryAfterSeconds: null, text: '' },
    { status: 301, retryAfterSeconds: null, text: '' },
    { status: 410, retryAfterSeconds: null, text: 'gone' },
    { status: 500, retryAfterSeconds: null, text: 'x' },
    { fault: 'timed_out' },
    { fault: 'unreachable' },
    { fault: 'forbidden_address' },
  ])('that is answered by %j activates nothing', async answer => {
    const { ports, create, state } = aService();
    const webhook = await create();
    state.answer = async () => answer;
    const result = await testWebhook(ports, STAFF, webhook.webhookId);
    expect(result).toEqual({ answer, isDelivered: false, tookMs: 0, webhook });
    expect(await readWebhook(ports, STAFF, webhook.webhookId)).toEqual({ webhook, health: HEALTHY });
  });

  it.each([
    ['active', null],
    ['disabled', NOW],
  ] as const)(
    'ends the parking of a webhook that is active, and leaves its settings: one that is %s',
    async (status, parkedSince) => {
      const { ports, active } = aService();
      const webhook = await active({ status });
      await ports.webhooks.park(webhook.webhookId, NOW);
      const result = await testWebhook(ports, STAFF, webhook.webhookId);
      expect(result).toMatchObject({ isDelivered: true, webhook });
      const after = await readWebhook(ports, STAFF, webhook.webhookId);
      expect(after).toMatchObject({ webhook, health: { parkedSince } });
    },
  );

  it('after the status pending resets a parked webhook', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active();
    for (let failure = 0; failure < 20; failure++)
      await ports.webhooks.recordFailure(webhookId, { sentAt: NOW, failedAt: NOW, isHung: false });
    await ports.webhooks.park(webhookId, NOW);
    await updateWebhook(ports, STAFF, webhookId, { status: 'pending' });
    await testWebhook(ports, STAFF, webhookId);
    const { webhook, health } = await readWebhook(ports, STAFF, webhookId);
    expect([webhook.status, health]).toEqual(['active', { ...HEALTHY, lastSuccessAt: NOW, backlogSince: NOW }]);
  });

  it('queues a failure of a parking that ended without a probe, because the webhook was pending', async () => {
    const { ports, active, log, queuedIds } = aService();
    const { webhookId } = await active();
    await ports.webhooks.park(webhookId, NOW);
    const event = log(10);
    await ports.webhooks.addFailure(aFailure(webhookId, event));
    await updateWebhook(ports, STAFF, webhookId, { status: 'pending' });
    await testWebhook(ports, STAFF, webhookId);
    expect(queuedIds()).toEqual([event.id]);
  });

  it.each([
    ['that is active and has no backlog', { backlog: false, url: undefined }],
    ['whose URL changed meanwhile', { backlog: true, url: 'https://other.example.edu' }],
  ])('reads no failures of a webhook %s', async (_case, { backlog, url }) => {
    const { ports, active, log, state, queuedIds } = aService();
    const { webhookId } = await active();
    if (backlog) await ports.webhooks.park(webhookId, NOW);
    await ports.webhooks.addFailure(aFailure(webhookId, log(10)));
    if (url) await updateWebhook(ports, STAFF, webhookId, { status: 'pending' });
    state.answer = async () => {
      if (url) await updateWebhook(ports, STAFF, webhookId, { url });
      return ACCEPTED;
    };
    const listed: unknown[] = [];
    const listFailures: typeof ports.webhooks.listFailures = async (...query) => {
      listed.push(query);
      return ports.webhooks.listFailures(...query);
    };
    await testWebhook({ ...ports, webhooks: { ...ports.webhooks, listFailures } }, STAFF, webhookId);
    expect([listed, queuedIds()]).toEqual([[], []]);
  });

  it('of an active webhook writes its health only', async () => {
    const { ports, active } = aService();
    const { webhookId } = await active();
    const writes: unknown[] = [];
    const replace: typeof ports.webhooks.replace = async (...change) => {
      writes.push(change);
      return ports.webhooks.replace(...change);
    };
    const found: string[] = [];
    const find: typeof ports.webhooks.find = async id => {
      found.push(id);
      return ports.webhooks.find(id);
    };
    await testWebhook({ ...ports, webhooks: { ...ports.webhooks, find, replace } }, STAFF, webhookId);
    expect([found, writes]).toEqual([[webhookId], []]);
  });

  it.each([
    ['whose URL changed meanwhile', { url: 'https://other.example.edu' }, 'pending'],
    ['that was disabled meanwhile', { status: 'disabled' }, 'disabled'],
    ['that was changed otherwise', { description: 'x' }, 'active'],
  ] as const)('of a webhook %s leaves it as it should be', async (_case, change, expected) => {
    const { ports, create, state, read } = aService();
    const { webhookId } = await create();
    state.answer = async () => {
      await updateWebhook(ports, STAFF, webhookId, change);
      return ACCEPTED;
    };
    const { webhook } = await testWebhook(ports, STAFF, webhookId);
    expect(webhook.status).toBe(expected);
    expect(await read(webhookId)).toEqual(webhook);
  });

  it('of a webhook that was removed meanwhile is an error', async () => {
    const { ports, create, state } = aService();
    const { webhookId } = await create();
    state.answer = async () => {
      await removeWebhook(ports, STAFF, webhookId);
      return ACCEPTED;
    };
    await expect(testWebhook(ports, STAFF, webhookId)).rejects.toMatchObject({ code: 'webhook_not_found' });
    expect(await listWebhooks(ports, STAFF)).toEqual([]);
  });

  it('needs a secret: without its key nothing is sent', async () => {
    const { ports, active, requests } = aService();
    for (const secrets of [[], [{ secret: 'whsec_x', until: NOW }]]) {
      const { webhookId } = await active({ secrets });
      await expect(testWebhook(ports, STAFF, webhookId)).rejects.toMatchObject({ code: 'webhooks_not_configured' });
    }
    expect(requests).toEqual([]);
  });
});

function aFailure(webhookId: string, { id, type }: ProctoringEvent) {
  return { ...{ webhookId, eventId: id, type, tries: 10, lastStatus: 503, lastError: 'down', at: NOW } };
}

describe('redelivery', () => {
  const all = (secondsAgo: number, until?: string): RedeliveryRequest => ({
    ...{ since: laterBy(NOW, -secondsAgo), until, onlyFailed: false },
  });

  it('queues an event, which is a failure no longer', async () => {
    const { ports, active, log, queued } = aService();
    const { webhookId } = await active();
    const event = log(100);
    await ports.webhooks.addFailure(aFailure(webhookId, event));
    const result = await redeliver(ports, STAFF, webhookId, { eventId: event.id });
    expect(result).toEqual({ queued: 1, nextCursor: null });
    expect(queued).toEqual([{ webhookId, event }]);
    expect(await listFailures(ports, STAFF, webhookId, { limit: 9 })).toEqual({ failures: [], nextCursor: null });
  });

  it('removes a failure that has a later time, of another clock', async () => {
    const { ports, active, log, pass } = aService();
    const { webhookId } = await active();
    await ports.webhooks.addFailure({ ...aFailure(webhookId, log(100)), at: laterBy(NOW, 3600) });
    pass(1);
    const window = { ...all(300), onlyFailed: true } as RedeliveryRequest;
    expect(await redeliver(ports, STAFF, webhookId, window)).toMatchObject({ queued: 1 });
    expect(await listFailures(ports, STAFF, webhookId, { limit: 9 })).toMatchObject({ failures: [] });
  });

  it.each([-1, 0, 1])(
    'leaves the failure of an event that fails again at once, by a clock that is %d s ahead',
    async ahead => {
      const { ports, active, log } = aService();
      const { webhookId } = await active();
      const events = [log(200), log(100)];
      for (const event of events) await ports.webhooks.addFailure(aFailure(webhookId, event));
      const { send } = ports.deliveryQueue;
      ports.deliveryQueue.send = async deliveries => {
        const rejected = await send(deliveries);
        const at = laterBy(ports.clock(), ahead);
        for (const { event } of deliveries) await ports.webhooks.addFailure({ ...aFailure(webhookId, event), at });
        return rejected;
      };
      await redeliver(ports, STAFF, webhookId, { eventId: events[0]?.id ?? '' });
      await redeliver(ports, STAFF, webhookId, { ...all(300), onlyFailed: true } as RedeliveryRequest);
      const { failures } = await listFailures(ports, STAFF, webhookId, { limit: 9 });
      expect(failures.map(({ eventId }) => eventId).sort()).toEqual(events.map(({ id }) => id).sort());
    },
  );

  it('queues the events of a window to which the webhook is subscribed, oldest first', async () => {
    const { ports, active, log, queuedIds } = aService();
    const { webhookId } = await active({ types: ['proctoring.attempt.*', 'proctoring.review.*'], courseIds: [COURSE] });
    log(400);
    const expected = [log(300), log(200, { type: 'proctoring.review.stored.v1' }), log(100)];
    log(250, { type: 'proctoring.allowance.set.v1' });
    log(250, { courseId: newCourseId() });
    log(250, { courseId: null });
    expect(await redeliver(ports, STAFF, webhookId, all(300))).toEqual({ queued: 3, nextCursor: null });
    expect(queuedIds()).toEqual(expected.map(({ id }) => id));
  });

  it.each([
    [['*'], null, 5],
    [['proctoring.attempt.*'], null, 4],
    [['proctoring.review.stored.v1'], [COURSE], 1],
    [['*'], [COURSE], 3],
  ])('of %j in %j queues %d events', async (types, courseIds, count) => {
    const { ports, active, log } = aService();
    const { webhookId } = await active({ types, courseIds });
    log(50);
    log(40);
    log(30, { type: 'proctoring.review.stored.v1' });
    log(20, { courseId: newCourseId() });
    log(10, { courseId: null });
    expect(await redeliver(ports, STAFF, webhookId, all(300))).toEqual({ queued: count, nextCursor: null });
  });

  it.each([
    ['ends at its end', all(300, laterBy(NOW, -200)), 1],
    ['ends at present', all(300, laterBy(NOW, 500)), 3],
    ['begins in the future', all(-100), 0],
    ['begins before the log', { since: '0001-01-01T00:00:00.000Z', until: undefined, onlyFailed: false }, 3],
    ['has no length', all(300, laterBy(NOW, -300)), 0],
  ])('of a window that %s', async (_case, request, count) => {
    const { ports, active, log } = aService();
    const { webhookId } = await active();
    for (const ago of [300, 200, 100]) log(ago);
    log(31 * 86_400);
    expect(await redeliver(ports, STAFF, webhookId, request)).toEqual({ queued: count, nextCursor: null });
  });

  it('queues so many a request, and the rest from the cursor', async () => {
    const { ports, active, log, queuedIds } = aService();
    const { webhookId } = await active();
    const logged = Array.from({ length: MAX_REDELIVERED + 700 }, (_, index) => log(20_000 - index).id);
    const first = await redeliver(ports, STAFF, webhookId, all(30_000));
    expect(first).toEqual({ queued: MAX_REDELIVERED, nextCursor: expect.any(String) });
    const cursor = first.nextCursor ?? '';
    expect(await redeliver(ports, STAFF, webhookId, { cursor })).toEqual({ queued: 700, nextCursor: null });
    expect(queuedIds()).toEqual(logged);
  });

  it('ends in time, and continues from the cursor', async () => {
    const { ports, active, log, queuedIds, state } = aService();
    const { webhookId } = await active();
    const logged = Array.from({ length: 1200 }, (_, index) => log(20_000 - index).id);
    state.pace = 5;
    let request: RedeliveryRequest = all(30_000);
    let requests = 0;
    for (let cursor: string | null = ''; cursor !== null; requests++) {
      ({ nextCursor: cursor } = await redeliver(ports, STAFF, webhookId, request));
      request = { cursor: cursor ?? '' };
    }
    expect(requests).toBeGreaterThan(1);
    expect(queuedIds()).toEqual(logged);
  });

  it('continues behind the events that the queue accepted, and reports none as busy', async () => {
    const { ports, active, log, queuedIds, state } = aService();
    const { webhookId } = await active();
    const logged = Array.from({ length: 800 }, (_, index) => log(20_000 - index).id);
    state.capacity = 600;
    const first = await redeliver(ports, STAFF, webhookId, all(30_000));
    expect(first.queued).toBe(500);
    const rest = { cursor: first.nextCursor ?? '' };
    await expect(redeliver(ports, STAFF, webhookId, rest)).rejects.toMatchObject({ code: 'busy' });
    state.capacity = Number.POSITIVE_INFINITY;
    expect(await redeliver(ports, STAFF, webhookId, rest)).toEqual({ queued: 300, nextCursor: null });
    expect(new Set(queuedIds())).toEqual(new Set(logged));
  });

  it.each([new Overloaded('throttled'), new TypeError('a manual edit')])(
    'continues behind the events that are queued after any error, which is the answer if it lasts: %s',
    async error => {
      const { ports, active, log, queuedIds } = aService();
      const { webhookId } = await active();
      const logged = Array.from({ length: 800 }, (_, index) => log(20_000 - index).id);
      let pages = 0;
      const readPage: typeof ports.eventLog.readPage = (...args) =>
        ++pages === 1 ? ports.eventLog.readPage(...args) : Promise.reject(error);
      const failing = { ...ports, eventLog: { ...ports.eventLog, readPage } };
      const first = await redeliver(failing, STAFF, webhookId, all(30_000));
      expect(first.queued).toBe(500);
      const rest = { cursor: first.nextCursor ?? '' };
      await expect(redeliver(failing, STAFF, webhookId, rest)).rejects.toBe(error);
      expect(await redeliver(ports, STAFF, webhookId, rest)).toEqual({ queued: 300, nextCursor: null });
      expect(new Set(queuedIds())).toEqual(new Set(logged));
    },
  );

  describe('of failures', () => {
    const failed = (request: RedeliveryRequest) => ({ ...request, onlyFailed: true }) as RedeliveryRequest;

    it('queues those of the window that are logged, which are failures no longer', async () => {
      const { ports, active, log, queuedIds } = aService();
      const { webhookId } = await active();
      const [a, b, other] = [log(300), log(200), log(100, { type: 'proctoring.review.stored.v1' })];
      log(50);
      const expired = anEvent();
      for (const event of [a, b, other, expired]) await ports.webhooks.addFailure(aFailure(webhookId, event));
      // The events of these tests are of one time of change.
      const request = { since: laterBy(NOW, -1), until: laterBy(NOW, 9), onlyFailed: true };
      expect(await redeliver({ ...ports, clock: () => laterBy(NOW, 10) }, STAFF, webhookId, request)).toEqual({
        queued: 2,
        nextCursor: null,
      });
      expect(queuedIds().sort()).toEqual([a.id, b.id].sort());
      const { failures } = await listFailures(ports, STAFF, webhookId, { limit: 9 });
      expect(failures.map(({ eventId }) => eventId).sort()).toEqual([other.id, expired.id].sort());
    });

    it('queues all of many pages', async () => {
      const { ports, active, log, queuedIds, pass } = aService();
      const { webhookId } = await active();
      const events = Array.from({ length: 350 }, () => log(10));
      for (const event of events) await ports.webhooks.addFailure(aFailure(webhookId, event));
      pass(10);
      expect(await redeliver(ports, STAFF, webhookId, failed(all(5)))).toEqual({ queued: 350, nextCursor: null });
      expect(new Set(queuedIds())).toEqual(new Set(events.map(({ id }) => id)));
      expect(await redeliver(ports, STAFF, webhookId, failed(all(5)))).toEqual({ queued: 0, nextCursor: null });
    });

    it('queues those of earlier changes that failed in the window, and of changes in it that failed later', async () => {
      const { ports, active, log, queuedIds } = aService();
      const { webhookId } = await active();
      const failure = async (changed: number, failedAt: number) => {
        const id = `evt_${Date.parse(laterBy(NOW, changed)).toString(16).padStart(12, '0')}${'ab'.repeat(10)}`;
        const event = Object.assign(log(10), { id });
        await ports.webhooks.addFailure({ ...aFailure(webhookId, event), at: laterBy(NOW, failedAt) });
        return id;
      };
      const before = await failure(-900, -700);
      const expected = [await failure(-800, -500), await failure(-450, -420), await failure(-400, -100)];
      const after = await failure(-200, -100);
      const request = { since: laterBy(NOW, -600), until: laterBy(NOW, -300), onlyFailed: true };
      expect(await redeliver(ports, STAFF, webhookId, request)).toEqual({ queued: 3, nextCursor: null });
      expect(queuedIds().sort()).toEqual(expected.sort());
      const { failures } = await listFailures(ports, STAFF, webhookId, { limit: 9 });
      expect(failures.map(({ eventId }) => eventId).sort()).toEqual([before, after].sort());
    });

    it('leaves those that the queue does not accept', async () => {
      const { ports, active, log, pass, state } = aService();
      const { webhookId } = await active();
      for (let count = 0; count < 150; count++) await ports.webhooks.addFailure(aFailure(webhookId, log(10)));
      pass(10);
      state.capacity = 100;
      const first = await redeliver(ports, STAFF, webhookId, failed(all(5)));
      expect(first).toEqual({ queued: 100, nextCursor: expect.any(String) });
      const rest = { cursor: first.nextCursor ?? '' };
      await expect(redeliver(ports, STAFF, webhookId, rest)).rejects.toMatchObject({ code: 'busy' });
      expect((await listFailures(ports, STAFF, webhookId, { limit: 200 })).failures).toHaveLength(50);
      state.capacity = 1000;
      expect(await redeliver(ports, STAFF, webhookId, rest)).toEqual({ queued: 50, nextCursor: null });
    });
  });

  it.each(['pending', 'disabled'] as const)('is for active webhooks: none that is %s', async status => {
    const { ports, active, log, queued } = aService();
    const { webhookId } = await active({ status });
    for (const request of [{ eventId: log(10).id }, all(300), { cursor: 'x' }]) {
      await expect(redeliver(ports, STAFF, webhookId, request)).rejects.toMatchObject({ code: 'webhook_not_active' });
    }
    expect(queued).toEqual([]);
  });

  it('is rejected for an event that is unknown or not the webhook’s, and a window that ends before it begins', async () => {
    const { ports, active, log, queued } = aService();
    const { webhookId } = await active({ courseIds: [COURSE] });
    const rejection = (request: RedeliveryRequest) => redeliver(ports, STAFF, webhookId, request).catch(error => error);
    expect(await rejection({ eventId: 'evt_none' })).toMatchObject({ code: 'event_not_found' });
    const others = [log(10, { courseId: newCourseId() }), log(10, { courseId: null })];
    for (const { id } of [...others, log(10, { type: 'proctoring.review.stored.v1' })]) {
      expect(await rejection({ eventId: id })).toMatchObject({ inputErrors: [{ pointer: '/event_id' }] });
    }
    expect(await rejection(all(100, laterBy(NOW, -101)))).toMatchObject({ inputErrors: [{ pointer: '/until' }] });
    expect(queued).toEqual([]);
  });

  it('is rejected for a cursor of another webhook, or of none', async () => {
    const { ports, active, log, state } = aService();
    const [own, other] = [await active(), await active()];
    for (let count = 0; count < 600; count++) log(20_000 - count);
    state.capacity = 500;
    const { nextCursor } = await redeliver(ports, STAFF, own.webhookId, all(30_000));
    const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const { webhookId } = other;
    for (const cursor of [
      nextCursor ?? '',
      ...['x', '', cursorOf(), cursorOf(webhookId), cursorOf(webhookId, true, NOW, NOW, 5)],
      ...[cursorOf(webhookId, 1, NOW, NOW, null), cursorOf(webhookId, false, 'x', NOW, null)],
      cursorOf(webhookId, false, NOW, '+275760-09-13T00:00:00.000Z', null),
      ...['x', '17957808000000', '1795780800000#evt_x!'].map(at => cursorOf(webhookId, false, NOW, NOW, at)),
      cursorOf(webhookId, true, laterBy(NOW, -10), NOW, 'x'),
      cursorOf(webhookId, true, laterBy(NOW, -10), NOW, `${own.webhookId}/evt_x`),
      Buffer.from('5').toString('base64url'),
    ]) {
      await expect(redeliver(ports, STAFF, webhookId, { cursor })).rejects.toMatchObject({
        code: 'invalid_request',
        inputErrors: [{ pointer: '/cursor' }],
      });
    }
  });
});
