import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerWebhook } from '../../simulator/webhooks/registerWebhook.ts';
import { startReceiver, type WebhookReceiver } from '../../simulator/webhooks/startReceiver.ts';
import { act, newAttempt, newExam, request, STAFF_PERSON, tokenOf } from '../support/api.ts';
import { useLocalStack } from '../support/localStack.ts';
import { until } from '../support/until.ts';

const stack = useLocalStack();

const WEBHOOKS = '/api/proctoring/v1/webhooks';
const COURSE = `course-v1:Webhooks+E2E+${randomUUID()}`;

let receiver: WebhookReceiver;
let webhookId: string;
/** Makes the receiver fail while it is positive. */
let failures = 0;

const typesOf = (attemptId: number) =>
  receiver.deliveries
    .filter(({ event, outcome }) => event.subject === `attempts/${attemptId}` && outcome === 'applied')
    .map(({ event }) => event.type.split('.')[2]);

beforeAll(async () => {
  receiver = await startReceiver({ failShare: 1, random: () => (failures-- > 0 ? 0 : 1) });
});

afterAll(async () => {
  if (webhookId) await request('DELETE', `${WEBHOOKS}/${webhookId}`);
  await receiver?.stop();
});

describe('a webhook', () => {
  it('is created by a request, and activated by a test that its endpoint answers', async () => {
    const json = { url: receiver.url, types: ['proctoring.attempt.*'], course_ids: [COURSE] };
    const created = await request('POST', WEBHOOKS, { json });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ status: 'pending', secret: expect.stringMatching(/^whsec_/) });
    webhookId = created.body.id;
    // The endpoint does not know the secret yet.
    expect((await request('POST', `${WEBHOOKS}/${webhookId}/test`)).body).toMatchObject({
      is_delivered: false,
      status_code: 401,
      status: 'pending',
    });
    receiver.setSecret(created.body.secret);
    expect((await request('POST', `${WEBHOOKS}/${webhookId}/test`)).body).toMatchObject({
      is_delivered: true,
      status_code: 204,
      status: 'active',
    });
  });

  it('receives the signed events of changes in its course, failed ones again', async () => {
    const exam_id = await newExam({ course_id: COURSE });
    const { id, learner } = await newAttempt({ exam_id });
    // A function may still have an earlier list of webhooks: changes are repeated until the endpoint receives an event.
    let action = 'start';
    const step = async () => {
      await act(id, action, learner);
      action = action === 'start' ? 'stop' : 'start';
    };
    await until(
      () => step().then(() => typesOf(id)),
      types => types.length > 0,
    );
    failures = 1;
    const failedDelivery = () => receiver.deliveries.find(({ fault }) => fault === 'failed');
    const failed = await until(
      () => failedDelivery() ?? step().then(failedDelivery),
      delivery => delivery !== undefined,
    );
    const again = () =>
      receiver.deliveries.filter(({ event, fault }) => event.id === failed?.event.id && fault === undefined);
    await until(again, deliveries => deliveries.length > 0);
    expect(receiver.deliveries.filter(({ fault }) => fault !== undefined)).toHaveLength(1);
    const { event } = receiver.deliveries.at(-1) ?? expect.fail();
    const { body } = await request('GET', `/api/proctoring/v1/events/${event.id}`);
    expect(body).toMatchObject(event);
  });

  it('receives a past event again on request', async () => {
    const { event } = receiver.deliveries.find(({ event }) => event.subject.startsWith('attempts/')) ?? expect.fail();
    const before = receiver.deliveries.length;
    const answer = await request('POST', `${WEBHOOKS}/${webhookId}/redeliver`, { json: { event_id: event.id } });
    expect([answer.status, answer.body]).toEqual([202, { queued: 1, next_cursor: null }]);
    await until(
      () => receiver.deliveries.slice(before).map(({ event: { id }, outcome }) => [id, outcome]),
      deliveries => deliveries.some(([id, outcome]) => id === event.id && outcome === 'duplicate'),
    );
  });
});

describe('the receiver of npm run webhook-receiver', () => {
  it('registers itself, again after it was killed, and removes its webhook', async () => {
    const token = await tokenOf(STAFF_PERSON);
    const own = await startReceiver();
    const register = () =>
      registerWebhook({ serviceUrl: stack.url, token, url: own.url, types: ['proctoring.review.*'] }, own.setSecret);
    const listed = async () =>
      ((await request('GET', WEBHOOKS)).body.results as { id: string; url: string; status: string }[])
        .filter(({ url }) => url === own.url)
        .map(({ id, status }) => [id, status]);
    try {
      await (await register()).test();
      const second = await register();
      await second.test();
      expect(await listed()).toEqual([[second.id, 'active']]);
      await second.remove();
      expect(await listed()).toEqual([]);
    } finally {
      await own.stop();
    }
  });
});
