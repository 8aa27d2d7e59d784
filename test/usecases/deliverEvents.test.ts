import { describe, expect, it } from 'vitest';
import { Overloaded } from '../../src/domain/errors.ts';
import type { AttemptEventData } from '../../src/domain/events/eventData.ts';
import { laterBy } from '../../src/domain/time.ts';
import type { WebhookAnswer } from '../../src/domain/webhooks/deliveryOutcome.ts';
import { HEALTHY, type Webhook } from '../../src/domain/webhooks/webhook.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { removeWebhook, updateWebhook } from '../../src/usecases/webhooks/manageWebhooks.ts';
import { anEvent, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { aDeliverer, BROKEN, DAY, failing, GONE, OK } from '../support/deliverer.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { until } from '../support/until.ts';
import { webhookPorts } from '../support/webhookPorts.ts';

describe('an accepted event', () => {
  it('is sent once, as it was logged, and recorded as a success', async () => {
    const { active, send, requests, healthOf, failuresOf, reports } = aDeliverer();
    const webhook = await active({}, failing(1));
    const { result, event } = await send(webhook);
    expect(result).toEqual({ kind: 'done' });
    expect(requests.map(({ url, body }) => [url, body])).toEqual([[webhook.url, JSON.stringify(event)]]);
    expect(healthOf(webhook)).toEqual({ ...HEALTHY, lastSuccessAt: NOW });
    expect(failuresOf(webhook)).toEqual([]);
    expect(reports).toMatchObject([
      { outcome: 'delivered', webhookId: webhook.webhookId, eventId: event.id, tries: 1 },
    ]);
  });

  it('does not wait for those of other webhooks, each of which is read once for the batch', async () => {
    const { active, deliver, state, counts } = aDeliverer();
    const [slow, quick] = [await active({ url: 'https://slow.example.edu/' }), await active()];
    let release = (_answer: WebhookAnswer) => {};
    const quickDone = Promise.withResolvers<void>();
    state.answer = ({ url }) => {
      if (url !== slow.url) quickDone.resolve();
      return url === slow.url ? new Promise(resolve => (release = resolve)) : Promise.resolve(OK);
    };
    const messages = [slow, quick, quick].map(({ webhookId }) => ({
      delivery: { webhookId, event: anEvent() },
      tries: 1,
    }));
    const results = deliver(messages);
    await quickDone.promise;
    release(BROKEN);
    expect(await results).toEqual([{ kind: 'retry', seconds: 5 }, { kind: 'done' }, { kind: 'done' }]);
    expect(counts.find).toBe(2);
  });

  it('is recorded once for a batch, and not within a minute of the last success', async () => {
    const { active, deliver, ports, pass } = aDeliverer();
    const webhook = await active();
    const { webhookId } = webhook;
    const batch = () => [1, 2, 3].map(() => ({ delivery: { webhookId, event: anEvent() }, tries: 1 }));
    const successes: string[] = [];
    const { recordSuccess } = ports.webhooks;
    ports.webhooks.recordSuccess = async (id, at) => {
      successes.push(at);
      return recordSuccess(id, at);
    };
    await deliver(batch());
    pass(59);
    await deliver(batch());
    expect(successes).toEqual([NOW]);
    pass(1);
    await deliver(batch());
    expect(successes).toEqual([NOW, laterBy(NOW, 60)]);
  });
});

describe('a failed event', () => {
  it.each<[string, WebhookAnswer, number, number]>([
    ['by the schedule', BROKEN, 1, 5],
    ['later after more tries', BROKEN, 3, 1800],
    ['when the endpoint asks', { status: 429, retryAfterSeconds: 600, text: '' }, 1, 630],
    ['after a redirect', { status: 301, retryAfterSeconds: null, text: '' }, 2, 300],
    ['without an answer', { fault: 'timed_out' }, 9, 43_200],
    ['to a forbidden address', { fault: 'forbidden_address' }, 1, 5],
  ])('is retried %s', async (_case, answer, tries, seconds) => {
    const { active, send, state, healthOf, failuresOf, reports, counts } = aDeliverer();
    state.answer = async () => answer;
    const webhook = await active();
    expect((await send(webhook, { tries })).result).toEqual({ kind: 'retry', seconds });
    expect(healthOf(webhook)).toMatchObject({ failingSince: NOW, consecutiveFailures: 1 });
    expect(failuresOf(webhook)).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'not delivered', retrySeconds: seconds, failingSeconds: 0 }]);
    expect(counts.inFlight).toBe(0);
  });

  it('is a failure after the tenth try', async () => {
    const { active, send, state, failuresOf, reports, statusOf } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active();
    const { result, event } = await send(webhook, { tries: 10 });
    expect(result).toEqual({ kind: 'done' });
    expect(failuresOf(webhook)).toEqual([
      {
        ...{ webhookId: webhook.webhookId, eventId: event.id, type: event.type, tries: 10, at: NOW },
        ...{ lastStatus: 500, lastError: 'broken' },
      },
    ]);
    expect(reports).toMatchObject([{ retrySeconds: null, because: 'last try' }]);
    expect(statusOf(webhook)).toEqual(['active', null]);
  });

  it.each<[string, WebhookAnswer]>([
    ['cannot be reached, as by a name that does not resolve', { fault: 'unreachable' }],
    ['does not answer in time, also before there is a connection', { fault: 'timed_out' }],
    ['has an address that is not public', { fault: 'forbidden_address' }],
  ])('counts for the endpoint if it %s', async (_case, answer) => {
    const { active, send, state, healthOf } = aDeliverer();
    state.answer = async () => answer;
    const webhook = await active();
    expect((await send(webhook)).result).toEqual({ kind: 'retry', seconds: 5 });
    expect(healthOf(webhook)).toMatchObject({ consecutiveFailures: 1, failingSince: NOW });
  });

  it('counts nothing of the endpoint if the service itself cannot send', async () => {
    const { active, send, state, healthOf, failuresOf } = aDeliverer();
    state.answer = async () => {
      throw new Overloaded('no connection');
    };
    const webhook = await active({}, failing(4.9));
    expect((await send(webhook, { tries: 10 })).result?.kind).toBe('failed');
    expect(healthOf(webhook)).toEqual({ ...HEALTHY, ...failing(4.9) });
    expect(failuresOf(webhook)).toEqual([]);
  });

  it('is received again if the service fails, alone', async () => {
    const { active, deliver, ports, pass } = aDeliverer();
    const [webhook, other] = [await active({ secrets: [] }), await active()];
    const messages = [webhook, other].map(({ webhookId }) => ({ delivery: { webhookId, event: anEvent() }, tries: 1 }));
    const [first, second] = await deliver(messages);
    expect([first?.kind, second?.kind]).toEqual(['failed', 'done']);
    ports.webhooks.recordSuccess = async () => {
      throw new Error('overloaded');
    };
    pass(60);
    expect((await deliver(messages))[1]?.kind).toBe('failed');
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled, which is announced once; its events are failures', async () => {
    const { active, deliver, state, failuresOf, statusOf, announced, requests } = aDeliverer();
    state.answer = async () => GONE;
    const webhook = await active();
    const { webhookId } = webhook;
    const messages = [1, 2, 3].map(tries => ({ delivery: { webhookId, event: anEvent() }, tries }));
    expect(await deliver(messages)).toEqual(Array(3).fill({ kind: 'done' }));
    expect(statusOf(webhook)).toEqual(['disabled', 'gone']);
    expect(await deliver([{ delivery: { webhookId, event: anEvent() }, tries: 1 }])).toEqual([{ kind: 'done' }]);
    expect(requests).toHaveLength(3);
    expect(failuresOf(webhook)).toHaveLength(4);
    expect(failuresOf(webhook).at(-1)).toMatchObject({ tries: 0, lastStatus: null, lastError: 'not sent: not active' });
    expect(announced).toMatchObject([
      {
        ...{ type: 'proctoring.webhook.disabled.v1', subject: `webhooks/${webhookId}`, time: NOW },
        data: { webhook: { id: webhookId, status: 'disabled', disabled_because: 'gone' } },
      },
    ]);
  });

  it('is announced by the repeated message, with the same id, if the function was cut off after the disabling', async () => {
    const { active, send, start, state, announced, failuresOf, pass } = aDeliverer();
    state.answer = async () => GONE;
    const webhook = await active();
    state.announce = async () => {
      throw new Error('cut off');
    };
    const { result, event } = await send(webhook);
    expect(result?.kind).toBe('failed');
    const ids: string[] = [];
    state.announce = async announcement => void ids.push(announcement.id);
    pass(360);
    for (const by of [start(), start()]) expect((await send(webhook, { event, by })).result).toEqual({ kind: 'done' });
    expect(new Set(ids).size).toBe(1);
    expect(announced).toHaveLength(2);
    expect(failuresOf(webhook)).toHaveLength(1);
    pass(3600);
    await send(webhook, { by: start() });
    expect(announced).toHaveLength(2);
  });

  it('is announced with the same id by messages that arrive after a later change of the webhook', async () => {
    const { active, send, start, state, announced, ports, pass } = aDeliverer();
    state.answer = async () => GONE;
    const webhook = await active();
    await send(webhook);
    for (const change of [{ description: 'replaced' }, { status: 'disabled' as const }]) {
      pass(60);
      await updateWebhook(webhookPorts(ports), STAFF, webhook.webhookId, change);
      await send(webhook, { by: start() });
    }
    expect(new Set(announced.map(({ id }) => id)).size).toBe(1);
    pass(3600);
    await updateWebhook(webhookPorts(ports), STAFF, webhook.webhookId, { description: 'later' });
    await send(webhook, { by: start() });
    expect(announced).toHaveLength(3);
  });

  it('stays as it is if its URL was changed while it was called', async () => {
    const { active, send, state, statusOf, ports, announced } = aDeliverer();
    const webhook = await active();
    state.answer = async () => {
      await updateWebhook(webhookPorts(ports), STAFF, webhook.webhookId, { url: 'https://new.example.edu/' });
      return GONE;
    };
    await send(webhook);
    expect(statusOf(webhook)).toEqual(['pending', null]);
    expect(announced).toEqual([]);
  });
});

describe('an endpoint that fails for five days', () => {
  it('is disabled, which is announced', async () => {
    const { active, send, state, statusOf, announced, failuresOf, reports } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active({}, failing(5));
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect(statusOf(webhook)).toEqual(['disabled', 'failing']);
    expect(announced).toMatchObject([{ data: { webhook: { disabled_because: 'failing' } } }]);
    expect(failuresOf(webhook)).toHaveLength(1);
    expect(reports).toMatchObject([{ because: 'failing', failingSeconds: 5 * DAY }]);
  });

  it('and then succeeds is healthy', async () => {
    const { active, send, statusOf, healthOf } = aDeliverer();
    const webhook = await active({}, failing(6));
    await send(webhook);
    expect(statusOf(webhook)).toEqual(['active', null]);
    expect(healthOf(webhook)).toMatchObject({ consecutiveFailures: 0, failingSince: null });
  });
});

describe('an unresponsive endpoint while many messages wait', () => {
  it('is parked: its events are failures without being sent, but for a probe every five minutes', async () => {
    const { active, send, state, healthOf, failuresOf, requests, pass, reports } = aDeliverer();
    state.answer = async () => BROKEN;
    state.inFlight = 100_000;
    const webhook = await active({}, failing(1));
    // The first probe: it stays in the queue, as the recovery is found by it.
    expect((await send(webhook)).result).toEqual({ kind: 'retry', seconds: 330 });
    expect(healthOf(webhook)?.parkedSince).toBe(NOW);
    await send(webhook);
    expect(requests).toHaveLength(2);
    pass(299);
    await send(webhook);
    expect(requests).toHaveLength(2);
    expect(reports.at(-1)).toMatchObject({ outcome: 'dropped', because: 'parked' });
    pass(1);
    expect((await send(webhook)).result).toMatchObject({ kind: 'retry' });
    expect(requests).toHaveLength(3);
    expect(failuresOf(webhook)).toMatchObject([{ lastStatus: null, lastError: 'not sent: parked' }]);
  });

  it('is probed by the same event until it recovers or is disabled, if no other follows', async () => {
    const { active, send, state, requests, pass, failuresOf, statusOf, queuedIds } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active({}, { ...failing(0), parkedSince: NOW });
    const event = anEvent();
    const delays: number[] = [];
    state.onQueued = (_deliveries, delaySeconds) => delays.push(delaySeconds);
    // The queue moves a message to its dead-letter queue after 100 receipts: after ten, a new one takes its place.
    for (let tries = 1; statusOf(webhook)[0] === 'active'; tries = tries === 10 ? 1 : tries + 1) {
      expect(failuresOf(webhook)).toEqual([]);
      const { result } = await send(webhook, { event, tries });
      expect(result).toEqual(
        tries === 10 || statusOf(webhook)[0] !== 'active' ? { kind: 'done' } : { kind: 'retry', seconds: 330 },
      );
      pass(330);
    }
    expect(statusOf(webhook)).toEqual(['disabled', 'failing']);
    expect(failuresOf(webhook)).toHaveLength(1);
    expect(requests).toHaveLength(Math.ceil((5 * DAY) / 330) + 1);
    expect(new Set(queuedIds())).toEqual(new Set([event.id]));
    expect(new Set(delays)).toEqual(new Set([330]));
  });

  it('is not sent the probe that takes the place of another before the end of its Retry-After', async () => {
    const { active, send, aFailure, state, requests, pass, queuedIds } = aDeliverer();
    const retryAfterSeconds = 40_000;
    state.answer = async () => ({ status: 503, retryAfterSeconds, text: '' });
    const webhook = await active({}, { ...failing(1), parkedSince: NOW, backlogSince: NOW });
    const failed = await aFailure(webhook, 1);
    const delays: number[] = [];
    state.onQueued = (_deliveries, delaySeconds) => delays.push(delaySeconds);
    expect((await send(webhook, { tries: 10 })).result).toEqual({ kind: 'done' });
    expect([queuedIds(), delays]).toEqual([[failed], [retryAfterSeconds]]);
    // The queue delivers it after 15 minutes.
    const notBefore = laterBy(NOW, retryAfterSeconds);
    pass(900);
    expect((await send(webhook, { notBefore })).result).toEqual({ kind: 'retry', seconds: 39_100 });
    pass(39_099.5);
    expect((await send(webhook, { notBefore })).result).toEqual({ kind: 'retry', seconds: 1 });
    expect(requests).toHaveLength(1);
    pass(0.5);
    await send(webhook, { notBefore });
    expect(requests).toHaveLength(2);
  });

  it('is probed by the same message, if the queue does not accept the one that takes its place', async () => {
    const { active, send, state, failuresOf, reports, pass } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active({}, { ...failing(1), parkedSince: NOW, backlogSince: NOW });
    state.capacity = 0;
    const error = { message: 'the queue did not accept a repeated message' };
    const { result, event } = await send(webhook, { tries: 10 });
    expect(result).toMatchObject({ kind: 'failed', error });
    state.capacity = 1;
    pass(360);
    expect((await send(webhook, { event, tries: 11 })).result).toEqual({ kind: 'done' });
    expect(reports).toMatchObject([{ eventId: event.id, outcome: 'not delivered', retrySeconds: 330 }]);
    expect(failuresOf(webhook)).toEqual([]);
  });

  it('is probed by a failure behind a hundred whose events have expired', async () => {
    const { active, send, aFailure, database, state, queuedIds } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active({}, { ...failing(1), parkedSince: NOW, backlogSince: NOW });
    const ids: string[] = [];
    for (let second = 0; second < 150; second++) ids.push(await aFailure(webhook, second));
    const [oldest] = ids.sort();
    database.events = database.events.filter(({ event }) => event.id === oldest);
    expect((await send(webhook, { tries: 10 })).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toEqual([oldest]);
  });

  it('is probed by another failure, which is reported', async () => {
    const { active, send, aFailure, state, reports, queuedIds } = aDeliverer();
    state.answer = async () => BROKEN;
    const webhook = await active({}, { ...failing(1), parkedSince: NOW, backlogSince: NOW });
    const failed = await aFailure(webhook, 1);
    const { event } = await send(webhook, { tries: 10 });
    expect(queuedIds()).toEqual([failed]);
    expect(reports).toMatchObject([{ eventId: event.id, because: 'parked', retrySeconds: null }]);
  });

  it('is sent a message whose end of a delay is that of a wrong clock', async () => {
    const { active, send, requests } = aDeliverer();
    const webhook = await active();
    expect((await send(webhook, { notBefore: laterBy(NOW, 43_200) })).result?.kind).toBe('retry');
    expect((await send(webhook, { notBefore: laterBy(NOW, 43_201) })).result?.kind).toBe('done');
    expect(requests).toHaveLength(1);
  });

  it('is no longer parked after a probe that succeeds', async () => {
    const { active, send, healthOf, failuresOf, requests } = aDeliverer();
    const webhook = await active({}, { ...failing(1), parkedSince: NOW });
    await send(webhook);
    await send(webhook);
    expect(healthOf(webhook)).toEqual({ ...HEALTHY, lastSuccessAt: NOW });
    expect(requests).toHaveLength(2);
    expect(failuresOf(webhook)).toEqual([]);
  });

  it('is not parked while few messages wait', async () => {
    const { active, send, state, counts, healthOf } = aDeliverer();
    state.answer = async () => BROKEN;
    state.inFlight = 99_999;
    const webhook = await active({}, failing(1));
    expect((await send(webhook)).result?.kind).toBe('retry');
    expect(counts.inFlight).toBe(1);
    expect(healthOf(webhook)?.parkedSince).toBeNull();
  });
});

describe('the failures of a parking', () => {
  const parked = { ...failing(1), parkedSince: NOW, backlogSince: NOW };

  it('are queued again after the first success, 20 of them, and all others once the endpoint still answers', async () => {
    const { active, send, aFailure, queuedIds, healthOf, failuresOf, pass, start } = aDeliverer();
    const webhook = await active({}, parked);
    const earlier = await aFailure(webhook, -1);
    const expected: string[] = [];
    for (let second = 0; second < 120; second++) expected.push(await aFailure(webhook, second));
    pass(300);
    const { event } = await send(webhook);
    expect(queuedIds()).toHaveLength(20);
    await send(webhook, { by: start() });
    expect(queuedIds()).toHaveLength(20);
    pass(90);
    expect((await send(webhook, { event })).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toEqual(expected.sort());
    expect(failuresOf(webhook).map(({ eventId }) => eventId)).toEqual([earlier]);
    expect(healthOf(webhook)).toEqual({ ...HEALTHY, lastSuccessAt: laterBy(NOW, 390) });
    expect(queuedIds()).toHaveLength(120);
  });

  it('are 20 with each success, while the endpoint hangs between', async () => {
    const { active, send, aFailure, queuedIds, state, pass, start } = aDeliverer();
    const webhook = await active({}, parked);
    for (let second = 0; second < 70; second++) await aFailure(webhook, second);
    pass(300);
    const { event } = await send(webhook, { by: start() });
    for (const count of [40, 60]) {
      pass(60);
      state.answer = async () => ({ fault: 'timed_out' });
      await send(webhook, { by: start() });
      pass(30);
      state.answer = async () => OK;
      const { result } = await send(webhook, { event, by: start(), tries: 2 });
      expect(result).toEqual({ kind: 'retry', seconds: 90 });
      expect(queuedIds()).toHaveLength(count);
    }
  });

  it('are more with each success, as many as the endpoint has not failed under, and 20 again after a hang', async () => {
    const { active, send, aFailure, queuedIds, state, pass, start } = aDeliverer();
    const webhook = await active({}, parked);
    for (let second = 0; second < 1000; second++) await aFailure(webhook, second / 1000);
    pass(300);
    const { event } = await send(webhook, { by: start() });
    const succeed = async () => {
      pass(90);
      const before = queuedIds().length;
      expect((await send(webhook, { event, by: start(), tries: 2 })).result).toEqual({ kind: 'retry', seconds: 90 });
      return queuedIds().length - before;
    };
    expect([await succeed(), await succeed()]).toEqual([100, 500]);
    state.answer = async () => ({ fault: 'timed_out' });
    await send(webhook, { by: start() });
    state.answer = async () => OK;
    await send(webhook, { by: start() });
    expect([await succeed(), await succeed()]).toEqual([20, 100]);
  });

  it('are queued by a new message before that of the success has had its hundred receipts', async () => {
    const { active, send, aFailure, queuedIds, pass } = aDeliverer();
    const webhook = await active({}, parked);
    const failed = await aFailure(webhook, 0);
    pass(300);
    const { result, event } = await send(webhook, { tries: 50 });
    expect(result).toEqual({ kind: 'done' });
    expect(queuedIds()).toEqual([failed, event.id].sort());
  });

  it('include those of batches that read the webhook before its recovery', async () => {
    const { active, send, aFailure, queuedIds, healthOf, failuresOf, pass, start } = aDeliverer();
    const webhook = await active({}, parked);
    const first = await aFailure(webhook, 0);
    pass(300);
    const { result, event } = await send(webhook);
    expect(result).toEqual({ kind: 'retry', seconds: 90 });
    const late = await aFailure(webhook, 301);
    pass(90);
    expect((await send(webhook, { event, by: start() })).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toEqual([first, late].sort());
    expect(failuresOf(webhook)).toEqual([]);
    expect(healthOf(webhook)?.backlogSince).toBeNull();
  });

  it('are queued by the repeated message of a success as far as time or the queue left them', async () => {
    const { active, send, aFailure, queuedIds, healthOf, state, pass } = aDeliverer();
    const webhook = await active({}, parked);
    for (let second = 0; second < 250; second++) await aFailure(webhook, second);
    pass(300);
    state.queueSeconds = 12;
    expect((await send(webhook)).result).toEqual({ kind: 'retry', seconds: 90 });
    expect(queuedIds()).toHaveLength(20);
    // Claimed by the first one.
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toHaveLength(20);
    pass(90);
    expect((await send(webhook)).result).toEqual({ kind: 'retry', seconds: 90 });
    expect(queuedIds()).toHaveLength(120);
    state.capacity = 140;
    pass(90);
    expect((await send(webhook)).result).toMatchObject({ kind: 'failed', error: { code: 'busy' } });
    state.capacity = Number.POSITIVE_INFINITY;
    state.queueSeconds = 0;
    pass(90);
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect(new Set(queuedIds()).size).toBe(250);
    expect(healthOf(webhook)?.backlogSince).toBeNull();
  });

  it('of a webhook that a test has reset are queued after the next success', async () => {
    const { active, send, aFailure, queuedIds, ports, pass } = aDeliverer();
    const webhook = await active({}, parked);
    const failed = await aFailure(webhook, 0);
    await ports.webhooks.recordSuccess(webhook.webhookId, NOW);
    pass(1);
    await send(webhook);
    expect(queuedIds()).toEqual([failed]);
  });
});

describe('a failing endpoint that hangs', () => {
  it('is sent one event a minute by all processes, so that it does not keep the others waiting', async () => {
    const { active, send, start, state, requests, pass, reports, healthOf, failuresOf } = aDeliverer();
    state.answer = async () => ({ fault: 'timed_out' });
    const webhook = await active({}, failing(1));
    const { webhookId } = webhook;
    const batch = () => Array.from({ length: 10 }, () => ({ delivery: { webhookId, event: anEvent() }, tries: 1 }));
    expect((await send(webhook)).result).toEqual({ kind: 'retry', seconds: 60 });
    expect((await send(webhook, { by: start(), tries: 3 })).result).toEqual({ kind: 'done' });
    expect(requests).toHaveLength(1);
    expect(reports.at(-1)).toMatchObject({ outcome: 'dropped', because: 'hanging' });
    const unsent = { tries: 2, lastStatus: null, lastError: 'not sent: endpoint does not answer' };
    expect(failuresOf(webhook)).toMatchObject([unsent]);
    expect(healthOf(webhook)).toMatchObject({ consecutiveFailures: 31, parkedSince: NOW, backlogSince: NOW });
    for (let minutes = 1; minutes <= 3; minutes++) {
      pass(60);
      await Promise.all([start()(batch()), start()(batch()), start()(batch())]);
      expect(requests).toHaveLength(1 + minutes);
    }
    requests.splice(1);
    pass(60);
    state.answer = async () => OK;
    const { result, event } = await send(webhook);
    expect(result).toEqual({ kind: 'retry', seconds: 90 });
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect(requests).toHaveLength(3);
    pass(90);
    expect((await send(webhook, { event, by: start() })).result).toEqual({ kind: 'done' });
    expect(healthOf(webhook)).toEqual({ ...HEALTHY, lastSuccessAt: state.now });
  });

  it.each([
    ['accepted one', OK],
    ['answered one', BROKEN],
  ])('is sent all events once it has %s', async (_case, answer) => {
    const { active, send, start, state, requests, pass } = aDeliverer();
    state.answer = async () => ({ fault: 'timed_out' });
    const webhook = await active({}, failing(1));
    await send(webhook);
    state.answer = async () => answer;
    pass(60);
    await send(webhook, { by: start() });
    await send(webhook);
    await send(webhook);
    expect(requests).toHaveLength(4);
  });

  it('is not parked by a batch that read it before its answer: the event is sent', async () => {
    const { active, deliver, start, state, requests, pass, healthOf, ports } = aDeliverer();
    const { webhookId } = await active({}, { ...failing(1), hungAt: NOW });
    const { health } = ports.webhooks;
    ports.webhooks.health = async ids => {
      const read = await health(ids);
      ports.webhooks.health = health;
      pass(60);
      await start()([{ delivery: { webhookId, event: anEvent() }, tries: 1 }]);
      state.now = NOW;
      return read;
    };
    expect(await deliver([{ delivery: { webhookId, event: anEvent() }, tries: 1 }])).toEqual([{ kind: 'done' }]);
    expect(requests).toHaveLength(2);
    expect(healthOf({ webhookId } as Webhook)).toMatchObject({ parkedSince: null, backlogSince: null });
  });

  it.each([
    ['that has rarely failed', failing(1, 18), { fault: 'timed_out' }],
    ['that answers', failing(1), BROKEN],
    ['that cannot be reached', failing(1), { fault: 'unreachable' }],
  ] as const)('is not one %s', async (_case, health, answer) => {
    const { active, send, state, requests } = aDeliverer();
    state.answer = async () => answer;
    const webhook = await active({}, health);
    await send(webhook);
    await send(webhook);
    expect(requests).toHaveLength(2);
  });
});

describe('a result of a request that began before the last success', () => {
  it.each<[string, WebhookAnswer]>([
    ['without an answer', { fault: 'timed_out' }],
    ['of an error', BROKEN],
    ['of 410', GONE],
  ])('%s says nothing of the endpoint, and the event is retried', async (_case, answer) => {
    const { active, send, start, state, healthOf, statusOf, pass, requests } = aDeliverer();
    const webhook = await active({}, failing(4.9999));
    const results: ((result: WebhookAnswer) => void)[] = [];
    state.answer = () => new Promise(resolve => results.push(resolve));
    const late = Array.from({ length: 25 }, () => send(webhook, { by: start() }));
    await until(
      () => results.length,
      length => length === 25,
    );
    pass(10);
    state.answer = async () => OK;
    await send(webhook, { by: start() });
    const recovered = healthOf(webhook);
    expect(recovered).toEqual({ ...HEALTHY, lastSuccessAt: state.now });
    pass(5);
    for (const resolve of results) resolve(answer);
    for (const { result } of await Promise.all(late)) expect(result).toEqual({ kind: 'retry', seconds: 5 });
    expect(healthOf(webhook)).toEqual(recovered);
    expect(statusOf(webhook)).toEqual(['active', null]);
    await send(webhook, { by: start() });
    expect(requests).toHaveLength(27);
  });
});

describe('a clock that was an hour ahead', () => {
  it('blocks no request to an endpoint that hangs, and no probe of a parked one', async () => {
    const { active, send, start, state, requests } = aDeliverer();
    state.answer = async () => ({ fault: 'timed_out' });
    const hanging = await active({}, { ...failing(1), hungAt: laterBy(NOW, 3600) });
    await send(hanging, { by: start() });
    expect(requests).toHaveLength(1);
    state.answer = async () => BROKEN;
    const parked = await active({}, { ...failing(1), parkedSince: laterBy(NOW, 3600) });
    state.now = laterBy(NOW, 3600);
    await send(parked);
    state.now = NOW;
    await send(parked);
    expect(requests).toHaveLength(3);
  });
});

describe('an endpoint that hangs for three days beside a healthy one', () => {
  const [BURSTS, EVENTS, PROCESSES, BATCH, TIME_LIMIT] = [6, 80, 4, 10, 15];

  /** The longest waits of events of the healthy one in the queue, in seconds, beside another webhook that answers so. */
  async function waitsBeside(answer: WebhookAnswer) {
    const { active, start, state, statusOf } = aDeliverer();
    const healthy = await active({ url: 'https://healthy.example.edu/' });
    const other = await active({ url: 'https://other.example.edu/' });
    let isHung = false;
    const answers = new Map([
      [healthy.url, OK],
      [other.url, answer],
    ]);
    state.answer = async ({ url }) => {
      const received = answers.get(url) ?? OK;
      isHung ||= 'fault' in received;
      return received;
    };
    const queue = Array.from({ length: BURSTS * EVENTS }, (_, index) => {
      const dueAt = Math.floor(index / EVENTS) * ((3 * DAY) / BURSTS);
      return [healthy, other].map(({ webhookId }) => ({ webhookId, dueAt, event: anEvent(), tries: 0 }));
    }).flat();
    const processes = Array.from({ length: PROCESSES }, () => ({ freeAt: 0, deliver: start() }));
    const waits: { dueAt: number; seconds: number }[] = [];
    while (queue.length > 0) {
      queue.sort((a, b) => a.dueAt - b.dueAt);
      const process = processes.reduce((first, next) => (next.freeAt < first.freeAt ? next : first));
      const now = Math.max(process.freeAt, queue[0]?.dueAt ?? 0);
      const batch = queue.splice(0, Math.min(BATCH, queue.filter(({ dueAt }) => dueAt <= now).length));
      state.now = laterBy(NOW, now);
      isHung = false;
      const messages = batch.map(({ webhookId, event, tries }) => ({
        delivery: { webhookId, event },
        tries: tries + 1,
      }));
      const results = await process.deliver(messages);
      process.freeAt = now + (isHung ? TIME_LIMIT : 0.1);
      const repeated = batch.flatMap((message, index) => {
        const result = results[index];
        const dueAt = result?.kind === 'retry' ? process.freeAt + result.seconds : undefined;
        return dueAt === undefined ? [] : [{ ...message, tries: message.tries + 1, dueAt }];
      });
      queue.push(...repeated);
      const own = batch.filter(({ webhookId }) => webhookId === healthy.webhookId);
      waits.push(...own.map(({ dueAt }) => ({ dueAt, seconds: now - dueAt })));
    }
    expect(statusOf(healthy)).toEqual(['active', null]);
    expect(waits).toHaveLength(BURSTS * EVENTS);
    const longest = (burst: typeof waits) => Math.max(...burst.map(({ seconds }) => seconds));
    return {
      first: longest(waits.filter(({ dueAt }) => dueAt === 0)),
      others: longest(waits.filter(({ dueAt }) => dueAt > 0)),
    };
  }

  it('delays its first events by at most the time limit of one request, and later ones by a second', async () => {
    const [undisturbed, disturbed] = [await waitsBeside(OK), await waitsBeside({ fault: 'timed_out' })];
    expect(disturbed.first).toBeLessThanOrEqual(undisturbed.first + TIME_LIMIT);
    expect(disturbed.others).toBeLessThanOrEqual(undisturbed.others + 1);
  });
});

describe('a message is dropped', () => {
  it('if its webhook is removed, before or while it is sent', async () => {
    const { active, send, ports, state, requests, failuresOf } = aDeliverer();
    expect((await send({ webhookId: 'whk_0' })).result).toEqual({ kind: 'done' });
    const webhook = await active();
    state.answer = async () => {
      await removeWebhook(ports, STAFF, webhook.webhookId);
      return OK;
    };
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect((await send(webhook)).result).toEqual({ kind: 'done' });
    expect(requests).toHaveLength(1);
    expect(failuresOf(webhook)).toEqual([]);
  });

  it('if the webhook is no longer subscribed to it', async () => {
    const { active, send, requests, failuresOf } = aDeliverer();
    for (const terms of [{ types: ['proctoring.review.*'] }, { courseIds: [newCourseId()] }]) {
      const webhook = await active(terms);
      expect((await send(webhook)).result).toEqual({ kind: 'done' });
      expect(failuresOf(webhook)).toEqual([]);
    }
    expect(requests).toEqual([]);
  });

  it.each(['pending', 'disabled'] as const)('as a failure if it is %s by a request', async status => {
    const { active, send, requests, failuresOf, announced } = aDeliverer();
    const webhook = await active({ status, disabledBecause: status === 'disabled' ? 'requested' : null });
    expect((await send(webhook, { tries: 4 })).result).toEqual({ kind: 'done' });
    expect(requests).toEqual([]);
    expect(failuresOf(webhook)).toMatchObject([{ tries: 3, lastStatus: null, lastError: 'not sent: not active' }]);
    expect(announced).toEqual([]);
  });
});

describe('data about persons', () => {
  /** A removed attempt with a reason, the event of its removal, and a webhook. */
  async function aRemoval(include: Webhook['include']) {
    const service = aDeliverer();
    const { ports, active, send, requests } = service;
    const examId = await storedExam(service);
    const attempt = await storedAttempt(service, examId);
    await ports.learners.register([{ ...attempt.user, name: 'Mina Okafor' }]);
    await removeAttempt(ports, STAFF, attempt.attemptId, 'Mina asked for it');
    service.archive();
    const [removal] = (await ports.history.readPage(attempt.attemptCode, 1)).entries;
    const event = anEvent({ type: 'proctoring.attempt.removed.v1', time: removal?.changedAt ?? '' });
    const { data } = event as { data: AttemptEventData };
    Object.assign(data.attempt, { id: attempt.attemptId, attempt_code: attempt.attemptCode });
    data.learner = { id: attempt.user.id };
    const webhook = await active({ include });
    return {
      ...{ ports, attempt, event },
      async sentData() {
        expect((await send(webhook, { event })).result).toEqual({ kind: 'done' });
        return JSON.parse(requests.at(-1)?.body ?? '').data;
      },
    };
  }

  it('are not sent by default: ids only', async () => {
    const { event, sentData } = await aRemoval([]);
    expect(await sentData()).toEqual(event.data);
  });

  it('are sent if the webhook includes them, beside everything else', async () => {
    const { event, sentData, attempt } = await aRemoval(['learner', 'reason']);
    const { id, username, email } = attempt.user;
    expect(await sentData()).toEqual({ ...event.data, learner: { id, username, email }, reason: 'Mina asked for it' });
  });

  it.each([
    ['learner', 'reason', null],
    ['reason', 'learner', { id: expect.any(Number) }],
  ] as const)('are only those that it includes: %s without %s', async (included, excluded, expected) => {
    const { sentData } = await aRemoval([included]);
    expect(await sentData()).toMatchObject({ [excluded]: expected });
  });

  it('are those of the time of sending: none of an erased learner', async () => {
    const { sentData, ports, attempt } = await aRemoval(['learner', 'reason']);
    await eraseLearner(ports, STAFF, attempt.user.id);
    const { id } = attempt.user;
    expect(await sentData()).toMatchObject({ learner: { id, username: null, email: null }, reason: null });
  });

  it('are in no failure, even if the endpoint repeats them', async () => {
    const { active, send, state, failuresOf } = aDeliverer();
    state.answer = async ({ body }) => ({ status: 500, retryAfterSeconds: null, text: body });
    const webhook = await active({ include: ['learner'] });
    await send(webhook, { tries: 10 });
    expect(failuresOf(webhook)).toMatchObject([{ lastStatus: 500, lastError: 'the answer is not stored' }]);
  });

  it('are not searched for events without a learner or a reason', async () => {
    const { active, send, requests } = aDeliverer();
    const webhook = await active({ include: ['learner', 'reason'] });
    const data = { webhook: { id: 'whk_1', status: 'disabled' as const, disabled_because: 'gone' as const } };
    for (const event of [anEvent(), anEvent({ type: 'proctoring.webhook.disabled.v1', data })]) {
      await send(webhook, { event });
      expect(JSON.parse(requests.at(-1)?.body ?? '')).toEqual(event);
    }
  });
});
