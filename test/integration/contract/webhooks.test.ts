import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../../src/domain/time.ts';
import { type DeliveryFailure, HEALTHY, type Webhook } from '../../../src/domain/webhooks/webhook.ts';
import type { Delivery } from '../../../src/usecases/ports/webhookDelivery.ts';
import type { FailureQuery, WebhookStore } from '../../../src/usecases/ports/webhookStore.ts';
import { MAX_WEBHOOKS } from '../../../src/usecases/ports/webhookStore.ts';
import { createFanOut } from '../../../src/usecases/webhooks/deliverToSubscribers.ts';
import { anEvent, aWebhook, NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS } from '../../support/implementations.ts';

const at = (seconds: number) => laterBy(NOW, seconds);

const failedRequest = (seconds: number, isHung = false) => ({ sentAt: at(seconds), failedAt: at(seconds), isHung });

/** The id of an event of a change that many seconds later. */
const eventId = (seconds: number) => `evt_${Date.parse(at(seconds)).toString(16).padStart(12, '0')}${'ab'.repeat(10)}`;

describe.each(IMPLEMENTATIONS)('webhooks $name', ({ open }) => {
  let webhooks: WebhookStore;
  beforeAll(async () => {
    ({ webhooks } = (await open()).ports);
  });

  const create = async (overrides: Partial<Webhook> = {}) => {
    const webhook = aWebhook(overrides);
    await webhooks.create(webhook);
    return webhook;
  };

  it('are found and listed as they were created, and until they are removed', async () => {
    const [first, second] = [
      await create({ courseIds: ['course-v1:X+Y+Z'], include: ['learner', 'reason'], description: 'Grades' }),
      await create({ status: 'disabled', disabledBecause: 'gone', disabledAt: at(0) }),
    ];
    expect(await webhooks.find(first.webhookId)).toEqual(first);
    expect(await webhooks.list()).toEqual(expect.arrayContaining([first, second]));
    await webhooks.remove(first.webhookId);
    await webhooks.remove(first.webhookId);
    await webhooks.remove('whk_none');
    expect(await webhooks.find(first.webhookId)).toBeUndefined();
    expect((await webhooks.list()).map(({ webhookId }) => webhookId)).not.toContain(first.webhookId);
    await webhooks.remove(second.webhookId);
    expect(await webhooks.list()).toEqual([]);
  });

  it('receive the events after their activation, and none after their removal or a change of their types', async () => {
    const queued: string[] = [];
    const deliveryQueue = {
      async send(deliveries: readonly Delivery[]) {
        queued.push(...deliveries.map(({ webhookId }) => webhookId));
        return [];
      },
    };
    const publish = createFanOut({ webhooks, deliveryQueue, milliseconds: () => 0 });
    const queuedFor = async () => {
      queued.length = 0;
      await publish([{ event: anEvent(), courseId: null }]);
      return [...queued];
    };
    const change = async (id: string, fields: Partial<Webhook>) => {
      const before = (await webhooks.find(id)) as Webhook;
      return webhooks.replace(before, { ...before, ...fields, version: before.version + 1 });
    };
    expect(await queuedFor()).toEqual([]);
    const { webhookId } = await create({ status: 'pending', types: ['proctoring.attempt.*'] });
    expect(await queuedFor()).toEqual([]);
    await change(webhookId, { status: 'active' });
    expect(await queuedFor()).toEqual([webhookId]);
    await change(webhookId, { types: ['proctoring.review.*'] });
    expect(await queuedFor()).toEqual([]);
    await change(webhookId, { types: ['*'] });
    expect(await queuedFor()).toEqual([webhookId]);
    await webhooks.remove(webhookId);
    expect(await queuedFor()).toEqual([]);
  });

  it('have a list whose version only their changes raise', async () => {
    const webhook = await create();
    const { version, webhooks: listed = [] } = (await webhooks.listChanged(undefined)) ?? {};
    expect(listed).toEqual([webhook]);
    await webhooks.recordFailure(webhook.webhookId, failedRequest(1));
    const stale = { ...webhook, version: 7 };
    expect(await webhooks.replace(stale, { ...stale, version: 8 })).toBe(false);
    expect(await webhooks.listChanged(version)).toBeUndefined();
    await Promise.all([create(), create()]);
    expect((await webhooks.listChanged(version))?.webhooks).toHaveLength(3);
    for (const { webhookId } of await webhooks.list()) await webhooks.remove(webhookId);
    expect((await webhooks.listChanged(version))?.webhooks).toEqual([]);
  });

  it('are as many as the limit, also of concurrent requests', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: MAX_WEBHOOKS + 3 }, () => create()));
    const failed = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed.map(({ reason }) => reason.code)).toEqual(Array(3).fill('too_many_webhooks'));
    const listed = await webhooks.list();
    expect(listed).toHaveLength(MAX_WEBHOOKS);
    for (const { webhookId } of listed) await webhooks.remove(webhookId);
  });

  it('are replaced as they were read', async () => {
    const before = await create({
      courseIds: ['course-v1:X+Y+Z'],
      ...{ status: 'disabled', disabledBecause: 'failing', disabledAt: at(0) },
    });
    const after: Webhook = {
      ...before,
      ...{ url: 'https://other.example.edu/', types: ['*'], courseIds: null, include: ['reason'], description: 'x' },
      ...{ status: 'active', disabledBecause: null, disabledAt: null, version: 2, modifiedAt: at(1) },
      secrets: [
        { secret: aWebhook().secrets[0]?.secret ?? '', until: null },
        { ...before.secrets[0], until: at(9) },
      ],
    } as Webhook;
    expect(await webhooks.replace(before, after)).toBe(true);
    expect(await webhooks.find(before.webhookId)).toEqual(after);
    expect(await webhooks.replace(before, { ...before, version: 2 })).toBe(false);
    expect(await webhooks.find(before.webhookId)).toEqual(after);
    await webhooks.remove(before.webhookId);
    expect(await webhooks.replace(after, { ...after, version: 3 })).toBe(false);
    expect(await webhooks.find(before.webhookId)).toBeUndefined();
  });

  it('have the results of their deliveries', async () => {
    const { webhookId } = await create();
    const other = await create();
    const health = async () => (await webhooks.health([webhookId, other.webhookId, 'whk_none'])).get(webhookId);
    expect(await health()).toEqual(HEALTHY);

    const succeeded = { ...HEALTHY, lastSuccessAt: at(0) };
    expect(await webhooks.recordSuccess(webhookId, at(0))).toEqual(succeeded);
    expect(await webhooks.recordSuccess(webhookId, at(59))).toEqual(succeeded);
    expect(await webhooks.recordSuccess(webhookId, at(61))).toEqual({ ...HEALTHY, lastSuccessAt: at(61) });

    const failing = { ...HEALTHY, lastSuccessAt: at(61), failingSince: at(62), consecutiveFailures: 1 };
    expect(await webhooks.recordFailure(webhookId, failedRequest(62))).toEqual(failing);
    expect(await webhooks.recordFailure(webhookId, failedRequest(70))).toEqual({ ...failing, consecutiveFailures: 2 });
    await webhooks.park(webhookId, at(71));
    await webhooks.park(webhookId, at(72));
    const parking = { parkedSince: at(71), backlogSince: at(71) };
    expect(await health()).toEqual({ ...failing, ...parking, consecutiveFailures: 2 });
    await webhooks.endBacklog(webhookId, (await webhooks.claimBacklog(webhookId, at(72)))?.id ?? '');
    // At once, although a minute has not passed.
    const recovered = { ...HEALTHY, lastSuccessAt: at(73), backlogSince: at(71) };
    expect(await webhooks.recordSuccess(webhookId, at(73))).toEqual(recovered);
    expect(await health()).toEqual(recovered);

    const healths = await webhooks.health([webhookId, other.webhookId, 'whk_none']);
    expect([healths.get(other.webhookId), healths.get('whk_none')]).toEqual([HEALTHY, HEALTHY]);
    await Promise.all(Array.from({ length: 5 }, () => webhooks.recordFailure(webhookId, failedRequest(80))));
    expect(await health()).toMatchObject({ consecutiveFailures: 5, failingSince: at(80) });
  });

  it('that hang are claimed once a minute, until they answer', async () => {
    const { webhookId } = await create();
    const claim = (seconds: number) => webhooks.claimRequest(webhookId, at(seconds));
    expect(await claim(0)).toBe(true);
    expect((await webhooks.health([webhookId])).get(webhookId)?.hungAt).toBeNull();
    expect(await webhooks.recordFailure(webhookId, { ...failedRequest(16, true), sentAt: at(1) })).toMatchObject({
      hungAt: at(1),
    });
    expect(await webhooks.recordFailure(webhookId, { ...failedRequest(17, true), sentAt: at(1) })).toMatchObject({
      hungAt: at(1),
      consecutiveFailures: 2,
    });
    expect(await claim(60)).toBe(false);
    const claims = await Promise.all([claim(61), claim(61), claim(61)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect((await webhooks.health([webhookId])).get(webhookId)?.hungAt).toBe(at(61));
    expect(await webhooks.recordFailure(webhookId, failedRequest(62, false))).toMatchObject({ hungAt: null });
    // After an answer there is nothing to claim.
    expect(await claim(300)).toBe(true);
    expect((await webhooks.health([webhookId])).get(webhookId)?.hungAt).toBeNull();
    await webhooks.recordFailure(webhookId, { ...failedRequest(301, true), sentAt: at(300) });
    expect(await webhooks.recordSuccess(webhookId, at(400))).toMatchObject({ hungAt: null });
    expect(await webhooks.claimRequest('whk_none', at(400))).toBe(false);
    expect((await webhooks.health(['whk_none'])).get('whk_none')).toEqual(HEALTHY);
  });

  it('are not failing by requests that began before the last success, unless its time is in the future', async () => {
    const { webhookId } = await create();
    await webhooks.recordFailure(webhookId, failedRequest(0));
    const succeeded = await webhooks.recordSuccess(webhookId, at(10));
    expect(await webhooks.recordFailure(webhookId, { ...failedRequest(16, true), sentAt: at(1) })).toEqual(succeeded);
    expect((await webhooks.health([webhookId])).get(webhookId)).toEqual(succeeded);
    const counted = { consecutiveFailures: 1, failingSince: at(26), hungAt: at(11) };
    expect(await webhooks.recordFailure(webhookId, { ...failedRequest(26, true), sentAt: at(11) })).toMatchObject(
      counted,
    );
    await webhooks.recordSuccess(webhookId, at(3600));
    expect(await webhooks.recordFailure(webhookId, failedRequest(30))).toMatchObject({ consecutiveFailures: 1 });
  });

  it('that hang are parked, unless they have answered since', async () => {
    const { webhookId } = await create();
    expect(await webhooks.parkHanging(webhookId, at(0))).toBeUndefined();
    await webhooks.recordFailure(webhookId, failedRequest(1, true));
    expect(await webhooks.parkHanging(webhookId, at(2))).toBe(at(2));
    expect(await webhooks.parkHanging(webhookId, at(3))).toBe(at(2));
    const healthOf = async () => (await webhooks.health([webhookId])).get(webhookId);
    expect(await healthOf()).toMatchObject({ parkedSince: at(2), backlogSince: at(2), consecutiveFailures: 1 });
    await webhooks.recordSuccess(webhookId, at(4));
    expect(await webhooks.parkHanging(webhookId, at(5))).toBeUndefined();
    expect(await healthOf()).toMatchObject({ parkedSince: null, backlogSince: at(2) });
    expect(await webhooks.parkHanging('whk_none', at(5))).toBeUndefined();
  });

  it('are claimed although an earlier claim has a time in the future', async () => {
    const { webhookId } = await create();
    await webhooks.recordFailure(webhookId, failedRequest(3600, true));
    expect(await webhooks.claimRequest(webhookId, at(0))).toBe(true);
    expect(await webhooks.claimRequest(webhookId, at(59))).toBe(false);
    await webhooks.park(webhookId, at(0));
    expect(await webhooks.claimBacklog(webhookId, at(3600))).toBeDefined();
    expect(await webhooks.claimBacklog(webhookId, at(0))).toMatchObject({ isRepeated: false });
    expect(await webhooks.claimBacklog(webhookId, at(59))).toBeUndefined();
  });

  it('have a backlog since their parking, which is claimed once a minute until it ends', async () => {
    const { webhookId } = await create();
    expect(await webhooks.claimBacklog(webhookId, at(0))).toBeUndefined();
    await webhooks.park(webhookId, at(1));
    await webhooks.recordSuccess(webhookId, at(2));
    await webhooks.park(webhookId, at(3));
    await webhooks.recordSuccess(webhookId, at(4));
    const claims = await Promise.all([5, 5, 5].map(second => webhooks.claimBacklog(webhookId, at(second))));
    const first = claims.filter(claim => claim !== undefined);
    expect(first).toMatchObject([{ isRepeated: false }]);
    expect(await webhooks.claimBacklog(webhookId, at(64))).toBeUndefined();
    const second = await webhooks.claimBacklog(webhookId, at(65));
    expect(second).toMatchObject({ isRepeated: true });
    const backlogOf = async () => (await webhooks.health([webhookId])).get(webhookId)?.backlogSince;
    await webhooks.endBacklog(webhookId, first[0]?.id ?? '');
    expect(await backlogOf()).toBe(at(1));
    await webhooks.endBacklog(webhookId, second?.id ?? '');
    expect(await backlogOf()).toBeNull();
    expect(await webhooks.claimBacklog(webhookId, at(900))).toBeUndefined();
    await webhooks.park(webhookId, at(901));
    await webhooks.recordSuccess(webhookId, at(902));
    expect(await webhooks.claimBacklog(webhookId, at(903))).toMatchObject({ isRepeated: false });
  });

  it.each(['park', 'parkHanging'] as const)('have a backlog that a further parking continues: %s', async park => {
    const { webhookId } = await create();
    await webhooks.recordFailure(webhookId, failedRequest(0, true));
    await webhooks[park](webhookId, at(1));
    await webhooks.recordSuccess(webhookId, at(2));
    const before = await webhooks.claimBacklog(webhookId, at(3));
    await webhooks.recordFailure(webhookId, failedRequest(70, true));
    await webhooks[park](webhookId, at(71));
    await webhooks.recordSuccess(webhookId, at(80));
    await webhooks.endBacklog(webhookId, before?.id ?? '');
    expect((await webhooks.health([webhookId])).get(webhookId)?.backlogSince).toBe(at(1));
    // As if there had been no claim before.
    expect(await webhooks.claimBacklog(webhookId, at(81))).toMatchObject({ isRepeated: false });
  });

  it('have a backlog whose claims are counted since its parking, and since the last request without an answer', async () => {
    const { webhookId } = await create();
    await webhooks.park(webhookId, at(0));
    await webhooks.recordSuccess(webhookId, at(1));
    const claim = async (seconds: number) => (await webhooks.claimBacklog(webhookId, at(seconds)))?.earlierClaims;
    expect([await claim(2), await claim(30), await claim(62), await claim(122)]).toEqual([0, undefined, 1, 2]);
    await webhooks.recordFailure(webhookId, failedRequest(130));
    expect(await claim(182)).toBe(3);
    await webhooks.recordFailure(webhookId, failedRequest(190, true));
    expect([await claim(242), await claim(302)]).toEqual([0, 1]);
    await webhooks.park(webhookId, at(310));
    expect(await claim(362)).toBe(0);
  });

  it('have a backlog whose reading continues where its claim has stored it, unless it was parked again', async () => {
    const { webhookId } = await create();
    await webhooks.park(webhookId, at(0));
    const claim = (seconds: number) => webhooks.claimBacklog(webhookId, at(seconds));
    const store = async (id: string | undefined, cursor: string | null) =>
      webhooks.storeBacklogPosition(webhookId, id ?? '', { startedAt: at(1), cursor });
    const parked = await claim(1);
    await store(parked?.id, 'parked');
    await webhooks.recordSuccess(webhookId, at(2));
    const first = await claim(62);
    expect(first?.position).toBeNull();
    await store(first?.id, 'a');
    const second = await claim(122);
    expect(second).toMatchObject({ position: { startedAt: at(1), cursor: 'a' } });
    await store(first?.id, 'late');
    const third = await claim(182);
    expect(third?.position).toEqual({ startedAt: at(1), cursor: 'a' });
    await store(third?.id, null);
    const fourth = await claim(242);
    expect(fourth?.position).toEqual({ startedAt: at(1), cursor: null });
    await webhooks.park(webhookId, at(243));
    await store(fourth?.id, 'b');
    await webhooks.recordSuccess(webhookId, at(244));
    const fifth = await claim(245);
    expect(fifth?.position).toBeNull();
    await store(fifth?.id, 'c');
    await webhooks.endBacklog(webhookId, fifth?.id ?? '');
    await webhooks.park(webhookId, at(300));
    expect((await claim(301))?.position).toBeNull();
  });

  it('that were removed have no results, and get none', async () => {
    const { webhookId } = await create();
    await webhooks.recordFailure(webhookId, failedRequest(0));
    await webhooks.remove(webhookId);
    expect(await webhooks.recordFailure(webhookId, failedRequest(1))).toEqual(HEALTHY);
    expect(await webhooks.recordSuccess(webhookId, at(2))).toEqual(HEALTHY);
    await webhooks.park(webhookId, at(3));
    expect(await webhooks.claimBacklog(webhookId, at(4))).toBeUndefined();
    await webhooks.endBacklog(webhookId, 'none');
    expect((await webhooks.health([webhookId])).get(webhookId)).toEqual(HEALTHY);
  });

  describe('have failures', () => {
    const failure = (webhookId: string, seconds: number, overrides: Partial<DeliveryFailure> = {}) => ({
      ...{ webhookId, eventId: eventId(seconds), type: 'proctoring.attempt.verified.v1', tries: 10 },
      ...{ lastStatus: 503, lastError: 'down', at: at(seconds + 200_000) },
      ...overrides,
    });

    async function failuresOf(count: number) {
      const { webhookId } = await create();
      for (let second = 0; second < count; second++) await webhooks.addFailure(failure(webhookId, second));
      return webhookId;
    }

    async function removeFailure(webhookId: string, seconds: number) {
      const stored = await webhooks.findFailure(webhookId, eventId(seconds));
      if (stored) await webhooks.removeFailure(stored);
    }

    async function listAll(webhookId: string, limit: number, query: Partial<FailureQuery> = {}) {
      const ids: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await webhooks.listFailures(webhookId, { ...query, limit, cursor: cursor ?? undefined });
        expect(page.failures.length).toBeLessThanOrEqual(limit);
        ids.push(...page.failures.map(listed => listed.eventId));
        cursor = page.nextCursor;
      } while (cursor);
      return ids;
    }

    it.each([1, 2, 3, 7, 100])('listed once each, by the time of the event, in pages of %d', async limit => {
      const webhookId = await failuresOf(7);
      expect(await listAll(webhookId, limit)).toEqual([6, 5, 4, 3, 2, 1, 0].map(eventId));
    });

    it('of a window', async () => {
      const webhookId = await failuresOf(7);
      const list = (since?: number, until?: number, limit = 2) =>
        listAll(webhookId, limit, {
          ...(since !== undefined && { since: at(since) }),
          ...(until !== undefined && { until: at(until) }),
        });
      expect(await list(2, 5)).toEqual([4, 3, 2].map(eventId));
      expect(await list(5)).toEqual([6, 5].map(eventId));
      expect(await list(undefined, 2)).toEqual([1, 0].map(eventId));
      expect(await list(9)).toEqual([]);
      expect(await list(5, 2)).toEqual([]);
      const all = { since: '0001-01-01T00:00:00.000Z', until: '9999-12-31T23:59:59.000Z' };
      expect(await listAll(webhookId, 3, all)).toHaveLength(7);
    });

    it('from a cursor whose failure was removed, or is no longer in the window', async () => {
      const webhookId = await failuresOf(6);
      const { nextCursor } = await webhooks.listFailures(webhookId, { limit: 3 });
      const cursor = nextCursor ?? '';
      await removeFailure(webhookId, 3);
      const page = await webhooks.listFailures(webhookId, { limit: 3, cursor });
      expect(page.failures.map(listed => listed.eventId)).toEqual([2, 1, 0].map(eventId));
      const none = await webhooks.listFailures(webhookId, { limit: 3, cursor, since: at(5) });
      expect(none).toEqual({ failures: [], nextCursor: null });
    });

    it('one for each event: the latest', async () => {
      const webhookId = await failuresOf(2);
      const again = failure(webhookId, 1, { tries: 3, lastStatus: null, lastError: 'timed_out', at: at(400_000) });
      await webhooks.addFailure(again);
      const { failures } = await webhooks.listFailures(webhookId, { limit: 9 });
      expect(failures).toMatchObject([again, failure(webhookId, 0)]);
    });

    it('until they are removed, or their webhook is', async () => {
      const [webhookId, other] = [await failuresOf(3), await failuresOf(1)];
      await removeFailure(webhookId, 1);
      expect(await webhooks.findFailure(webhookId, eventId(1))).toBeUndefined();
      await webhooks.removeFailure({ ...failure(webhookId, 9), recordId: 'none' });
      expect(await listAll(webhookId, 9)).toEqual([2, 0].map(eventId));
      await webhooks.remove(webhookId);
      expect(await listAll(webhookId, 9)).toEqual([]);
      expect(await listAll(other, 9)).toEqual([eventId(0)]);
    });

    it.each([-1, 0, 1])('that stay if they were recorded again by a clock that is %d s ahead', async ahead => {
      const webhookId = await failuresOf(1);
      const { failures } = await webhooks.listFailures(webhookId, { limit: 1 });
      await webhooks.addFailure(failure(webhookId, 0, { at: at(200_000 + ahead) }));
      for (const listed of failures) await webhooks.removeFailure(listed);
      expect(await listAll(webhookId, 9)).toEqual([eventId(0)]);
      await removeFailure(webhookId, 0);
      expect(await listAll(webhookId, 9)).toEqual([]);
    });

    it('whose cursors are bound to the webhook', async () => {
      const [webhookId, other] = [await failuresOf(3), await failuresOf(3)];
      const { nextCursor } = await webhooks.listFailures(webhookId, { limit: 1 });
      for (const cursor of [nextCursor ?? '', 'x', 'bnVsbA', Buffer.from('["a","b"]').toString('base64url')]) {
        await expect(webhooks.listFailures(other, { limit: 1, cursor })).rejects.toMatchObject({
          code: 'invalid_request',
          inputErrors: [{ pointer: '/cursor' }],
        });
      }
    });
  });
});
