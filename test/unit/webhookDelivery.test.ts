import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { describeAnswer, outcomeOf, type WebhookAnswer } from '../../src/domain/webhooks/deliveryOutcome.ts';
import { retryDelay } from '../../src/domain/webhooks/retrySchedule.ts';
import {
  afterFailure,
  disableWebhook,
  isRecentlyHealthy,
  isUnresponsive,
  redeliveryLimit,
} from '../../src/domain/webhooks/unresponsive.ts';
import { HEALTHY } from '../../src/domain/webhooks/webhook.ts';
import { parseRetryAfter } from '../../src/webhooks/retryAfter.ts';
import { aWebhook, NOW } from '../support/builders.ts';
import { VECTORS } from '../support/eventVectors.ts';

const answer = (status: number, retryAfterSeconds: number | null = null): WebhookAnswer => ({
  ...{ status, retryAfterSeconds },
  text: `answer ${status}`,
});

describe('an answer', () => {
  it.each<[WebhookAnswer, object]>([
    ...[200, 201, 204, 299].map(status => [answer(status), { kind: 'delivered' }] as [WebhookAnswer, object]),
    [answer(410, 60), { kind: 'unsubscribed' }],
    ...[429, 503].map(
      status => [answer(status, 120), { kind: 'failed', retryAfterSeconds: 120 }] as [WebhookAnswer, object],
    ),
    ...[429, 503].map(
      status => [answer(status), { kind: 'failed', retryAfterSeconds: null }] as [WebhookAnswer, object],
    ),
    ...[0, 101, 199, 300, 301, 307, 308, 400, 404, 409, 411, 500, 502, 504].map(
      status => [answer(status, 120), { kind: 'failed', retryAfterSeconds: null }] as [WebhookAnswer, object],
    ),
    ...(['timed_out', 'unreachable', 'forbidden_address'] as const).map(
      fault => [{ fault }, { kind: 'failed', retryAfterSeconds: null }] as [WebhookAnswer, object],
    ),
  ])('%j means %j', (received, outcome) => {
    expect(outcomeOf(received)).toEqual(outcome);
  });

  it('is described by its status and text, or its fault', () => {
    expect(describeAnswer(answer(500))).toEqual({ lastStatus: 500, lastError: 'answer 500' });
    expect(describeAnswer({ fault: 'timed_out' })).toEqual({ lastStatus: null, lastError: 'timed_out' });
  });
});

describe('the delay before a retry', () => {
  const tries = VECTORS.retry_seconds.map((_, index) => index).slice(1);

  it('is that of the schedule; the tenth failure is the last', () => {
    const delays = tries.map(failed => retryDelay(failed, { retryAfterSeconds: null, random: 0.5 }));
    expect([0, ...delays]).toEqual(VECTORS.retry_seconds);
    expect(tries).toHaveLength(9);
    expect(retryDelay(10, { retryAfterSeconds: 60, random: 0.5 })).toBeNull();
    expect(retryDelay(99, { retryAfterSeconds: 60, random: 0.5 })).toBeNull();
  });

  it.each([
    ['a tenth earlier', 2, null, 0, 270],
    ['a tenth later', 2, null, 1, 330],
    ['as the endpoint asks', 1, 120, 0, 120],
    ['up to a tenth after it', 1, 120, 1, 132],
    ['no earlier than the schedule', 3, 120, 0.5, 1800],
    ['at most twelve hours', 1, 90_000, 0, 43_200],
    ['at most twelve hours with jitter', 7, null, 1, 43_200],
  ])('is %s', (_case, failed, retryAfterSeconds, random, expected) => {
    expect(retryDelay(failed, { retryAfterSeconds, random })).toBe(expected);
  });

  it('is a number of seconds that SQS accepts, and no earlier than the endpoint asks', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.option(fc.nat(10 ** 10)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failed, retryAfterSeconds, random) => {
        const delay = retryDelay(failed, { retryAfterSeconds, random }) ?? Number.NaN;
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.min(retryAfterSeconds ?? 0, 43_200));
        expect(delay).toBeLessThanOrEqual(43_200);
      },
    );
    fc.assert(property);
  });
});

describe('Retry-After', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['120', 120],
    ['0', 0],
    ['Mon, 02 Nov 2026 09:42:12 GMT', 120],
    ['Mon, 02 Nov 2026 09:40:00 GMT', 0],
    ['2026-11-02T09:42:12Z', null],
    ['nonsense GMT', null],
    ['99999999999999999999', null],
  ])('%j is %j', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });
});

describe('after a failure', () => {
  const failing = (failures: number, days: number) => ({
    ...HEALTHY,
    failingSince: laterBy(NOW, -days * 86_400),
    consecutiveFailures: failures,
  });
  const parked = { ...failing(30, 1), parkedSince: NOW };
  const hanging = { ...failing(20, 1), hungAt: NOW };
  const decide = (health = failing(1, 0), { tries = 1, waiting = 0 } = {}) =>
    afterFailure({ tries, retryAfterSeconds: null }, { health, waiting, now: NOW, random: 0.5 });

  it.each([
    ['the first is retried', decide(), { kind: 'retry', seconds: 5 }],
    ['the ninth is retried', decide(failing(9, 2), { tries: 9 }), { kind: 'retry', seconds: 43_200 }],
    ['the tenth ends', decide(failing(10, 3), { tries: 10 }), { kind: 'end' }],
    ['those of five days disable', decide(failing(20, 5)), { kind: 'disable' }],
    [
      'those of five days disable a parked webhook',
      decide({ ...failing(20, 5), parkedSince: NOW }),
      { kind: 'disable' },
    ],
    ['those of almost five days do not', decide(failing(500, 4.999)), { kind: 'retry', seconds: 5 }],
    ['a few within five days do not', decide(failing(19, 9)), { kind: 'retry', seconds: 5 }],
    ['many messages park', decide(failing(20, 1), { waiting: 100_000 }), { kind: 'park', seconds: 330 }],
    ['fewer messages do not', decide(failing(20, 1), { waiting: 99_999 }), { kind: 'retry', seconds: 5 }],
    ['fewer failures do not', decide(failing(19, 1), { waiting: 120_000 }), { kind: 'retry', seconds: 5 }],
    ['the probe of a parked webhook is retried when the next is due', decide(parked), { kind: 'retry', seconds: 330 }],
    ['and further ones too', decide(parked, { tries: 9 }), { kind: 'retry', seconds: 330 }],
    [
      'and the tenth, replaced, and not parked again',
      decide(parked, { waiting: 120_000, tries: 10 }),
      { kind: 'replace', seconds: 330 },
    ],
    ['that of an endpoint that hangs after a minute', decide(hanging, { tries: 9 }), { kind: 'retry', seconds: 60 }],
    [
      'and replaced there, too',
      decide({ ...hanging, parkedSince: NOW }, { tries: 10 }),
      { kind: 'replace', seconds: 60 },
    ],
    [
      'the first of an endpoint that hangs, by the schedule',
      decide({ ...failing(19, 1), hungAt: NOW }),
      { kind: 'retry', seconds: 5 },
    ],
    [
      'the last beside a backlog, replaced',
      decide({ ...failing(1, 0), backlogSince: NOW }, { tries: 10 }),
      { kind: 'replace', seconds: 330 },
    ],
  ])('%s', (_case, next, expected) => {
    expect(next).toEqual(expected);
  });

  it.each([
    [600, 600],
    [90_000, 43_200],
  ])('a probe is not repeated before the endpoint asks for it: %d s', (retryAfterSeconds, seconds) => {
    const next = afterFailure({ tries: 1, retryAfterSeconds }, { health: parked, waiting: 0, now: NOW, random: 0.5 });
    expect(next).toEqual({ kind: 'retry', seconds });
  });

  it.each([
    [9, 901, 'retry'],
    [10, 901, 'replace'],
    [50, 43_200, 'replace'],
  ])('a probe after %d tries, to be repeated after %d s: %s', (tries, retryAfterSeconds, kind) => {
    const next = afterFailure({ tries, retryAfterSeconds }, { health: parked, waiting: 0, now: NOW, random: 0.5 });
    expect(next).toEqual({ kind, seconds: retryAfterSeconds });
  });

  it.each([
    [0, 20],
    [1, 100],
    [2, 500],
    [3, 2500],
    [4, 10_000],
    [500, 10_000],
  ])('those of a backlog are queued again after %d earlier successes: %d at a time', (successes, limit) => {
    expect(redeliveryLimit(successes)).toBe(limit);
  });

  it('twenty in a row are those of an unresponsive endpoint', () => {
    expect([19, 20].map(consecutiveFailures => isUnresponsive({ ...HEALTHY, consecutiveFailures }))).toEqual([
      false,
      true,
    ]);
  });

  it.each(['gone', 'failing'] as const)('an active webhook is disabled as %s, with the next version', because => {
    const before = aWebhook({ status: 'active', version: 3 });
    const now = laterBy(NOW, 60);
    expect(disableWebhook(before, before, because, now)).toEqual({
      ...before,
      ...{ status: 'disabled', disabledBecause: because, disabledAt: now, version: 4, modifiedAt: now },
    });
  });

  it('a webhook that was changed meanwhile stays as it is', () => {
    const failed = aWebhook({ status: 'active' });
    for (const before of [
      { ...failed, status: 'pending' as const },
      { ...failed, url: 'https://new.example.edu/' },
    ]) {
      expect(disableWebhook(before, failed, 'gone', NOW)).toBe(before);
    }
  });
});

describe('a success', () => {
  it.each([
    ['is recorded of a new webhook', HEALTHY, false],
    ['is recorded after a minute', { ...HEALTHY, lastSuccessAt: laterBy(NOW, -60) }, false],
    ['is recorded after one of a clock that was ahead', { ...HEALTHY, lastSuccessAt: laterBy(NOW, 30) }, false],
    ['is not recorded within one', { ...HEALTHY, lastSuccessAt: laterBy(NOW, -59) }, true],
    ['is recorded after a failure', { ...HEALTHY, lastSuccessAt: NOW, failingSince: NOW }, false],
    ['is recorded of a parked webhook', { ...HEALTHY, lastSuccessAt: NOW, parkedSince: NOW }, false],
  ])('%s', (_case, health, expected) => {
    expect(isRecentlyHealthy(health, NOW)).toBe(expected);
  });
});
