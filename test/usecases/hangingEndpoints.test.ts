import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import type { WebhookAnswer } from '../../src/domain/webhooks/deliveryOutcome.ts';
import type { WebhookHealth } from '../../src/domain/webhooks/webhook.ts';
import type { Delivery } from '../../src/usecases/ports/webhookDelivery.ts';
import type { DeliveryResult } from '../../src/usecases/webhooks/deliverEvents.ts';
import { updateWebhook } from '../../src/usecases/webhooks/manageWebhooks.ts';
import { anEvent, NOW, STAFF } from '../support/builders.ts';
import { aDeliverer, BROKEN, failing, OK } from '../support/deliverer.ts';
import { webhookPorts } from '../support/webhookPorts.ts';

describe('the events of an endpoint that hangs', () => {
  const [PROCESSES, BATCH, TIME_LIMIT, MAX_RECEIPTS] = [4, 10, 15, 100];
  const MINUTE = 60;
  const HOUR = 60 * MINUTE;
  const HANGS: WebhookAnswer = { fault: 'timed_out' };
  type Answers = (seconds: number, eventId: string) => WebhookAnswer;

  interface Message {
    delivery: Delivery;
    dueAt: number;
    receipts: number;
  }

  /** A queue with its functions; `seconds` count from the first event. */
  function aQueue({ start, state }: ReturnType<typeof aDeliverer>) {
    const messages: Message[] = [];
    const processes = Array.from({ length: PROCESSES }, () => ({ freeAt: 0, deliver: start() }));
    const time = { seconds: 0, isHung: false };
    const receive = (): Message[] => {
      messages.sort((a, b) => a.dueAt - b.dueAt);
      const due = messages.filter(({ dueAt }) => dueAt <= time.seconds).length;
      return messages.splice(0, Math.min(BATCH, due));
    };
    const repeat = (message: Message, result: DeliveryResult | undefined, at: number) => {
      if (result?.kind === 'failed') throw result.error;
      // The queue moves such a message to its dead-letter queue.
      expect(message.receipts).toBeLessThan(MAX_RECEIPTS);
      if (result?.kind === 'retry') messages.push({ ...message, dueAt: at + result.seconds });
    };
    return {
      messages,
      time,
      async drain() {
        for (let [next] = messages; next !== undefined; [next] = messages) {
          const process = processes.reduce((first, other) => (other.freeAt < first.freeAt ? other : first));
          time.seconds = Math.max(process.freeAt, Math.min(...messages.map(({ dueAt }) => dueAt)));
          time.isHung = false;
          state.now = laterBy(NOW, time.seconds);
          const batch = receive().map(message => ({ ...message, receipts: message.receipts + 1 }));
          const results = await process.deliver(batch.map(({ delivery, receipts }) => ({ delivery, tries: receipts })));
          process.freeAt = time.seconds + (time.isHung ? TIME_LIMIT : 0.1);
          for (const [index, message] of batch.entries()) repeat(message, results[index], process.freeAt);
        }
      },
    };
  }

  /** The deliveries of events, due at these seconds, until no message is left. */
  async function run(events: readonly number[], answers: Answers) {
    const service = aDeliverer();
    const webhook = await service.active();
    const { webhookId } = webhook;
    const { messages, time, drain } = aQueue(service);
    const accepted = new Map<string, number>();
    const requestTimes: number[] = [];
    const ids = events.map(dueAt => {
      const event = anEvent();
      service.database.events.push({ event, courseId: null, loggedAt: NOW });
      messages.push({ delivery: { webhookId, event }, dueAt, receipts: 0 });
      return event.id;
    });
    service.state.onQueued = (deliveries, delay) =>
      messages.push(...deliveries.map(delivery => ({ delivery, dueAt: time.seconds + delay, receipts: 0 })));
    service.state.answer = async ({ body }) => {
      const { id } = JSON.parse(body);
      const answer = answers(time.seconds, id);
      requestTimes.push(time.seconds);
      if (answer === OK && !accepted.has(id)) accepted.set(id, time.seconds);
      time.isHung ||= answer === HANGS;
      return answer;
    };
    await drain();
    return { ...service, webhook, ids, accepted, requestTimes };
  }

  const EVENTS = Array.from({ length: 100 }, (_, index) => index * 40);
  const until = (end: number, before: WebhookAnswer, after: Answers = () => OK): Answers => {
    return (seconds, id) => (seconds < end ? before : after(seconds, id));
  };

  it.each<[string, number, Answers]>([
    ['for two hours', 2 * HOUR, until(2 * HOUR, HANGS)],
    ['for three days', 72 * HOUR, until(72 * HOUR, HANGS)],
    ['and is broken before it recovers', 8 * HOUR, until(2 * HOUR, HANGS, until(8 * HOUR, BROKEN))],
  ])('%s arrive within minutes of its recovery, each of them', async (_case, recovery, answers) => {
    const { ids, accepted, requestTimes, failuresOf, healthOf, webhook } = await run(EVENTS, answers);
    expect([...accepted.keys()].sort()).toEqual([...ids].sort());
    expect(Math.max(...accepted.values())).toBeLessThan(recovery + 10 * MINUTE);
    expect(failuresOf(webhook)).toEqual([]);
    expect(healthOf(webhook)).toMatchObject({ consecutiveFailures: 0, parkedSince: null, backlogSince: null });
    // After its first failures it is sent an event a minute.
    const afterFirst = requestTimes.filter(seconds => seconds > 10 * MINUTE && seconds < 2 * HOUR);
    expect(afterFirst.length).toBeLessThanOrEqual(111);
  });

  it('arrive although one of them makes it hang each time, which is a failure after ten tries', async () => {
    const poisoned: string[] = [];
    const { ids, accepted, failuresOf, webhook } = await run(
      EVENTS,
      until(HOUR, HANGS, (_seconds, id) => {
        if (poisoned.length === 0) poisoned.push(id);
        return poisoned.includes(id) ? HANGS : OK;
      }),
    );
    expect(ids.filter(id => !accepted.has(id))).toEqual(poisoned);
    expect(Math.max(...accepted.values())).toBeLessThan(90 * MINUTE);
    expect(failuresOf(webhook)).toMatchObject([{ eventId: poisoned[0], tries: 10, lastError: 'timed_out' }]);
  });

  it('are failures that say whether they were sent, once it is disabled after five days of requests without an answer', async () => {
    const { ids, requestTimes, failuresOf, healthOf, statusOf, webhook } = await run(EVENTS, () => HANGS);
    expect(statusOf(webhook)).toEqual(['disabled', 'failing']);
    const failures = failuresOf(webhook);
    expect(failures.map(({ eventId }) => eventId).sort()).toEqual([...ids].sort());
    const errors = new Set(failures.map(({ lastError }) => lastError));
    expect(errors).toEqual(new Set(['timed_out', 'not sent: endpoint does not answer']));
    // Only requests count as failures of the endpoint.
    expect(healthOf(webhook)?.consecutiveFailures).toBe(requestTimes.length);
  });
});

describe('an event that is not sent, because the endpoint hangs,', () => {
  const hanging = (overrides: Partial<WebhookHealth> = {}) => ({
    ...failing(1),
    hungAt: laterBy(NOW, -100),
    ...overrides,
  });

  it('is sent after the recovery, although its failure is written after the first repetition of the failures', async () => {
    // The backlog of an earlier parking has not ended.
    const service = aDeliverer();
    const webhook = await service.active({}, hanging({ backlogSince: laterBy(NOW, -3600) }));
    const { webhooks } = service.ports;
    const { addFailure } = webhooks;
    const [answered, parked, recorded] = [withResolvers(), withResolvers(), withResolvers()];
    webhooks.addFailure = async failure => {
      parked.resolve();
      await recorded.promise;
      await addFailure(failure);
    };
    const [first, second] = [service.start(), service.start()];
    const claimed = withResolvers();
    service.state.answer = async () => {
      claimed.resolve();
      await answered.promise;
      return OK;
    };
    const probe = service.send(webhook, { by: first, tries: 3 });
    await claimed.promise;
    const event = anEvent();
    service.database.events.push({ event, courseId: null, loggedAt: NOW });
    const drop = service.send(webhook, { by: second, event });
    await parked.promise;
    service.pass(5);
    answered.resolve();
    const { result, event: probed } = await probe;
    expect(result).toEqual({ kind: 'retry', seconds: 90 });
    recorded.resolve();
    await drop;
    expect(service.queuedIds()).toEqual([]);
    service.pass(90);
    const repeated = await service.send(webhook, { by: first, event: probed, tries: 4 });
    expect(repeated.result).toEqual({ kind: 'done' });
    expect(service.queuedIds()).toEqual([event.id]);
    expect(service.healthOf(webhook)?.backlogSince).toBeNull();
  });

  it('belongs to the backlog that another process has begun by a clock that is ahead', async () => {
    const service = aDeliverer();
    const webhook = await service.active({}, hanging({ hungAt: laterBy(NOW, -1) }));
    const { webhooks } = service.ports;
    const { parkHanging } = webhooks;
    webhooks.parkHanging = async (webhookId, at) => {
      await parkHanging(webhookId, laterBy(at, 3));
      return parkHanging(webhookId, at);
    };
    await service.send(webhook, { by: service.start() });
    expect(service.failuresOf(webhook)).toMatchObject([{ at: laterBy(NOW, 3) }]);
    expect(service.healthOf(webhook)?.backlogSince).toBe(laterBy(NOW, 3));
  });
});

describe('a batch of messages', () => {
  /** The calls of the store with these names. */
  function countCalls({ ports }: ReturnType<typeof aDeliverer>, ...names: ('claimRequest' | 'claimBacklog')[]) {
    const calls: string[] = [];
    const count = (name: (typeof names)[number]) => {
      const call = ports.webhooks[name] as (id: string, at: string) => Promise<never>;
      ports.webhooks[name] = async (id: string, at: string) => {
        calls.push(name);
        return call(id, at);
      };
    };
    names.forEach(count);
    return calls;
  }
  const batchOf = (webhookId: string, count: number) =>
    Array.from({ length: count }, () => ({ delivery: { webhookId, event: anEvent() }, tries: 1 }));

  it.each([
    [60, 1],
    [59, 0],
  ])('for an endpoint that hung %d s ago claims a request %d times', async (seconds, expected) => {
    const service = aDeliverer();
    const calls = countCalls(service, 'claimRequest');
    const { webhookId } = await service.active({}, { ...failing(1), hungAt: laterBy(NOW, -seconds) });
    await service.deliver(batchOf(webhookId, 4));
    expect(calls).toHaveLength(expected);
    expect(service.requests).toHaveLength(expected);
  });

  it.each([
    ['a backlog', { backlogSince: NOW }, 1],
    ['none', {}, 0],
  ])('that succeeds with %s claims it %s times', async (_case, health, expected) => {
    const service = aDeliverer();
    const calls = countCalls(service, 'claimBacklog');
    const { webhookId } = await service.active({}, health);
    await service.deliver(batchOf(webhookId, 4));
    expect(calls).toHaveLength(expected);
  });
});

describe('a message that is not sent', () => {
  it.each([
    ['unknown', 'unknown'],
    ['not subscribed', 'not subscribed'],
  ])('is reported, by its reason: %s', async (_case, because) => {
    const { active, send, reports, healthOf, ports } = aDeliverer();
    const webhook = await active({ types: ['proctoring.review.*'] });
    const listed: unknown[] = [];
    ports.webhooks.listFailures = async (...query) => {
      listed.push(query);
      return { failures: [], nextCursor: null };
    };
    const { webhookId } = because === 'unknown' ? { webhookId: 'whk_none' } : webhook;
    const { event } = await send({ webhookId }, { tries: 2 });
    const { type } = event;
    expect(reports).toEqual([{ webhookId, eventId: event.id, type, tries: 2, outcome: 'dropped', because }]);
    expect(healthOf(webhook)?.backlogSince).toBeNull();
    expect(listed).toEqual([]);
  });

  it('continues the backlog of an active webhook only', async () => {
    const { active, aFailure, send, queuedIds } = aDeliverer();
    for (const status of ['pending', 'disabled'] as const) {
      const webhook = await active({ types: ['proctoring.review.*'], status }, { backlogSince: NOW });
      await aFailure(webhook, 1);
      await send(webhook);
    }
    expect(queuedIds()).toEqual([]);
  });
});

describe('a backlog', () => {
  const parked = { ...failing(1), hungAt: laterBy(NOW, -100), parkedSince: NOW, backlogSince: NOW };

  it('has another probe once the webhook is no longer subscribed to that of the last one', async () => {
    const { active, aFailure, send, queuedIds, database, failuresOf } = aDeliverer();
    const webhook = await active({ types: ['proctoring.attempt.*'] }, parked);
    const failed = await aFailure(webhook, 1);
    // Not in the log any more.
    const expired = await aFailure(webhook, 2);
    database.events = database.events.filter(({ event }) => event.id !== expired);
    const probe = { ...anEvent(), type: 'proctoring.review.stored.v1' as const };
    expect((await send(webhook, { event: probe, tries: 3 })).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toEqual([failed]);
    await send(webhook, { event: probe, tries: 3 });
    expect(queuedIds()).toEqual([failed]);
    expect(failuresOf(webhook).map(({ eventId }) => eventId)).toEqual([expired]);
  });
});

describe('a backlog, after a change of the types of its webhook,', () => {
  const answering = { ...failing(1), parkedSince: NOW, backlogSince: NOW };
  const aReview = () => ({ ...anEvent(), type: 'proctoring.review.stored.v1' as const });

  it('is continued, although the message of a success a minute ago is not subscribed to any more', async () => {
    const { active, aFailure, send, queuedIds, ports, pass } = aDeliverer();
    const webhook = await active({}, answering);
    for (let second = 0; second < 30; second++) await aFailure(webhook, second);
    const { result, event } = await send(webhook, { event: aReview() });
    expect(result).toEqual({ kind: 'retry', seconds: 90 });
    expect(queuedIds()).toHaveLength(20);
    await updateWebhook(webhookPorts(ports), STAFF, webhook.webhookId, { types: ['proctoring.attempt.*'] });
    pass(90);
    expect((await send(webhook, { event, tries: 2 })).result).toEqual({ kind: 'done' });
    expect(queuedIds()).toHaveLength(21);
  });

  it('has the next event as its probe, if no failure can be one', async () => {
    const { active, send, requests, failuresOf } = aDeliverer();
    const webhook = await active({ types: ['proctoring.attempt.*'] }, answering);
    expect((await send(webhook, { event: aReview(), tries: 3 })).result).toEqual({ kind: 'done' });
    await send(webhook);
    expect(requests).toHaveLength(1);
    expect(failuresOf(webhook)).toEqual([]);
  });

  it('is continued by the next message that is not subscribed to, if the queue has not accepted a failure', async () => {
    const { active, aFailure, send, queuedIds, state } = aDeliverer();
    const webhook = await active({ types: ['proctoring.attempt.*'] }, answering);
    const failed = await aFailure(webhook, 1);
    state.capacity = 0;
    expect((await send(webhook, { event: aReview() })).result?.kind).toBe('failed');
    state.capacity = 10;
    expect((await send(webhook, { event: aReview() })).result?.kind).toBe('done');
    expect(queuedIds()).toEqual([failed]);
  });
});

describe('a backlog with failures that cannot be queued', () => {
  const PAGE = 100;
  /** More than a function reads in its time, and older ones that are queued. */
  async function aLargeBacklog() {
    const service = aDeliverer();
    const { ports, database, pass } = service;
    const webhook = await service.active({}, { ...failing(1), parkedSince: NOW, backlogSince: NOW });
    const fail = async (seconds: number, isLogged: boolean) => {
      const event = anEvent({
        id: `evt_${Date.parse(laterBy(NOW, seconds)).toString(16).padStart(12, '0')}${'0'.repeat(20)}`,
      });
      if (isLogged) database.events.push({ event, courseId: null, loggedAt: NOW });
      const failure = { webhookId: webhook.webhookId, eventId: event.id, type: event.type, tries: 0, lastStatus: null };
      await ports.webhooks.addFailure({ ...failure, lastError: 'not sent: parked', at: NOW });
      return event.id;
    };
    const older: string[] = [];
    for (let index = 0; index < 30; index++) older.push(await fail(index, true));
    for (let index = 0; index < 20 * PAGE; index++) await fail(100 + index, false);
    const { listFailures } = ports.webhooks;
    ports.webhooks.listFailures = async (...query) => {
      pass(1);
      return listFailures(...query);
    };
    const message = await service.send(webhook, { by: service.start() });
    expect(message.result).toEqual({ kind: 'retry', seconds: 90 });
    const repeat = async () => {
      pass(90);
      return (await service.send(webhook, { event: message.event, by: service.start(), tries: 2 })).result?.kind;
    };
    return { ...service, webhook, older, fail, repeat };
  }

  it('is continued where the time of a function has ended, and ends', async () => {
    const { older, repeat, queuedIds, healthOf, webhook } = await aLargeBacklog();
    expect([await repeat(), await repeat()]).toEqual(['retry', 'done']);
    expect(queuedIds()).toEqual(older);
    expect(healthOf(webhook)?.backlogSince).toBeNull();
  });

  it('is read from its beginning after a change of the webhook, by which others can be queued', async () => {
    const { older, fail, repeat, queuedIds, ports, webhook, healthOf } = await aLargeBacklog();
    expect(await repeat()).toBe('retry');
    const newer = await fail(10_000, true);
    await updateWebhook({ ...webhookPorts(ports), clock: ports.clock }, STAFF, webhook.webhookId, { types: ['*'] });
    expect([await repeat(), await repeat()]).toEqual(['retry', 'done']);
    expect(queuedIds()).toEqual([...older, newer]);
    expect(healthOf(webhook)?.backlogSince).toBeNull();
  });
});

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>(resolved => {
    resolve = resolved;
  });
  return { promise, resolve };
}
