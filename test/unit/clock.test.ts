import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import {
  changeAdditionalTime,
  endOf,
  isPastDue,
  isTimedOut,
  remainingTime,
  requireNotPastDue,
  secondsRemaining,
  timeLeftAtCompletion,
} from '../../src/domain/attempts/clock.ts';
import { applyTransition, findTransition } from '../../src/domain/attempts/stateMachine.ts';
import { BEFORE_START, COMPLETED } from '../../src/domain/attempts/status.ts';
import { withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';

const act = (
  attempt: Attempt,
  action: 'start' | 'stop',
  {
    now = NOW,
    exam = anExam(),
    additionalSeconds = 0,
  }: { now?: string; exam?: ReturnType<typeof anExam>; additionalSeconds?: number } = {},
) =>
  applyTransition(attempt, findTransition(attempt, action, ['learner']), {
    now,
    by: { role: 'learner', userId: 7 },
    terms: { exam, additionalSeconds },
  });

describe('an exam that is due', () => {
  const [before, after] = ['2026-11-02T09:40:11.999Z', '2026-11-02T09:40:12.001Z'];

  it('is past due from that moment on, unless it is practice', () => {
    const exam = anExam({ dueDate: NOW });
    expect([before, NOW, after].map(now => isPastDue(exam, now))).toEqual([false, true, true]);
    expect(problemOf(() => requireNotPastDue(exam, NOW))).toEqual({
      code: 'exam_past_due',
      message: `Exam 5123 was due at ${NOW}.`,
    });
    expect(() => requireNotPastDue(exam, before)).not.toThrow();
    expect(isPastDue(anExam({ dueDate: NOW, isPracticeExam: true }), after)).toBe(false);
    expect(isPastDue(anExam({ dueDate: null }), after)).toBe(false);
  });

  it('leaves no time from that moment on, except for practice', () => {
    const exam = anExam({ dueDate: NOW });
    const start = (createdPractice: boolean, now: string) =>
      act(anAttempt({ status: 'created', createdPractice }), 'start', { exam, now }).allowedTimeSeconds;
    expect([before, NOW, after].map(now => start(false, now))).toEqual([0, 0, 0]);
    expect([before, NOW, after].map(now => start(true, now))).toEqual([0, 5400, 5400]);
  });
});

describe('the clock', () => {
  const startIn = (exam: ReturnType<typeof anExam>, overrides = {}, now = NOW) =>
    act(anAttempt({ status: 'created', ...overrides }), 'start', { exam, now });

  it('starts with the exam’s limit', () => {
    expect(startIn(anExam({ timeLimitMins: 90 }))).toMatchObject({ startedAt: NOW, allowedTimeSeconds: 5400 });
  });

  it('takes the time prescribed for this attempt', () => {
    expect(startIn(anExam(), { allowedTimeSeconds: 600 })).toMatchObject({ allowedTimeSeconds: 600 });
  });

  it.each([
    ['ends by the due date', '2026-11-02T09:50:12.000Z', 600],
    ['is not cut by a later due date', '2026-12-01T00:00:00.000Z', 5400],
    ['has nothing left after the due date', '2026-11-01T00:00:00.000Z', 0],
  ])('at its start %s', (_case, dueDate, seconds) => {
    expect(startIn(anExam({ dueDate }))).toMatchObject({ allowedTimeSeconds: seconds });
  });

  it('is not cut for a practice exam past its due date', () => {
    const exam = anExam({ dueDate: '2026-11-01T00:00:00.000Z', isPracticeExam: true });
    expect(startIn(exam)).toMatchObject({ allowedTimeSeconds: 5400 });
  });

  it('counts seconds across the end of daylight saving', () => {
    const beforeTheHourRepeats = '2026-10-25T00:30:00.000Z';
    const started = startIn(anExam({ timeLimitMins: 120 }), {}, beforeTheHourRepeats);
    expect(secondsRemaining(started, NO_PAUSES, '2026-10-25T01:30:00.000Z')).toBe(3600);
  });

  it('never restarts', () => {
    const started = startIn(anExam());
    const stopped = act(started, 'stop', { now: '2026-11-02T09:45:12.000Z' });
    const back = act(stopped, 'start', { now: '2026-11-02T09:50:12.000Z' });
    expect(back).toMatchObject({ status: 'started', startedAt: NOW, allowedTimeSeconds: 5400 });
    expect(secondsRemaining(back, NO_PAUSES, '2026-11-02T09:50:12.000Z')).toBe(5400 - 600);
  });

  it('of an attempt that was stopped before its first start starts then', () => {
    const stopped = act(anAttempt({ status: 'created' }), 'stop', { now: laterBy(NOW, -60) });
    expect(stopped).toMatchObject({ status: 'ready_to_submit', startedAt: null, allowedTimeSeconds: null });
    expect(act(stopped, 'start')).toMatchObject({ startedAt: NOW, allowedTimeSeconds: 5400 });
  });

  it.each([...BEFORE_START, ...COMPLETED])('shows 0 seconds in %s', status => {
    expect(secondsRemaining(anAttempt({ status, startedAt: NOW, allowedTimeSeconds: 5400 }), NO_PAUSES, NOW)).toBe(0);
  });

  it('never shows a negative time', () => {
    expect(secondsRemaining(startIn(anExam()), NO_PAUSES, '2027-01-01T00:00:00.000Z')).toBe(0);
  });

  it('includes the learner’s additional time, also cut at the due date', () => {
    const created = anAttempt({ status: 'created' });
    expect(act(created, 'start', { additionalSeconds: 1800 })).toMatchObject({
      allowedTimeSeconds: 7200,
      baseTimeSeconds: 5400,
    });
    const exam = anExam({ dueDate: '2026-11-02T11:20:12.000Z' });
    expect(act(created, 'start', { exam, additionalSeconds: 1800 })).toMatchObject({ allowedTimeSeconds: 6000 });
  });

  it('of a resumed attempt has the remaining seconds, which include additional time', () => {
    const resumed = anAttempt({ status: 'created', allowedTimeSeconds: 30 });
    const started = act(resumed, 'start', { additionalSeconds: 1800 });
    expect(started).toMatchObject({ allowedTimeSeconds: 30, baseTimeSeconds: 30 - 1800 });
    expect(endOf(started, NO_PAUSES, NOW)).toBe('2026-11-02T09:40:42.000Z');
  });
});

describe('an attempt past its end', () => {
  const started = act(anAttempt({ status: 'created' }), 'start');
  const end = '2026-11-02T11:10:12.000Z';

  it('is unchanged until its end, and from then on closed by the schedule, at its end', () => {
    expect(withTimeOutApplied(started, NO_PAUSES, '2026-11-02T11:10:11.999Z', 'submitted')).toBe(started);
    const closed = { status: 'submitted', completedAt: end, lastChange: { by: { role: 'schedule' } } };
    expect(withTimeOutApplied(started, NO_PAUSES, end, 'submitted')).toMatchObject(closed);
    expect(withTimeOutApplied(started, NO_PAUSES, '2027-01-01T00:00:00.000Z', 'submitted')).toMatchObject(closed);
    expect(withTimeOutApplied(started, NO_PAUSES, end, 'timed_out')).toMatchObject({ ...closed, status: 'timed_out' });
  });

  it.each([...BEFORE_START, ...COMPLETED])('in %s stays as it is', status => {
    const attempt = { ...started, status };
    expect(withTimeOutApplied(attempt, NO_PAUSES, '2027-01-01T00:00:00.000Z', 'submitted')).toBe(attempt);
  });
});

describe('an attempt without a clock', () => {
  const muchLater = '2027-01-01T00:00:00.000Z';

  it.each([{ startedAt: NOW }, { allowedTimeSeconds: 60 }])(
    'has no end and 0 remaining seconds with only %o',
    fields => {
      const attempt = anAttempt({ status: 'started', ...fields });
      expect(endOf(attempt, NO_PAUSES, NOW)).toBeNull();
      expect(isTimedOut(attempt, NO_PAUSES, muchLater)).toBe(false);
      // Also on a machine whose clock is behind.
      expect([NOW, '2026-01-01T00:00:00.000Z'].map(now => secondsRemaining(attempt, NO_PAUSES, now))).toEqual([0, 0]);
      expect(timeLeftAtCompletion(attempt, NO_PAUSES, muchLater)).toBe(attempt.allowedTimeSeconds);
    },
  );
});

describe('the remaining seconds', () => {
  const attempt = anAttempt({ status: 'error', startedAt: NOW, allowedTimeSeconds: 90 });

  it('are those at the error, else at the completion, else now; never negative', () => {
    const at = (seconds: number) => laterBy(NOW, seconds);
    const broken = { ...attempt, timeRemainingSeconds: 40, completedAt: at(80) };
    expect(timeLeftAtCompletion(broken, NO_PAUSES, at(85))).toBe(40);
    expect(timeLeftAtCompletion({ ...attempt, completedAt: at(80) }, NO_PAUSES, at(85))).toBe(10);
    expect(timeLeftAtCompletion(attempt, NO_PAUSES, at(85))).toBe(5);
    expect(timeLeftAtCompletion(attempt, NO_PAUSES, at(95))).toBe(0);
  });

  it('are the time of the attempt that resumes it, with the additional time in them', () => {
    const included = { baseTimeSeconds: 60, includedAdditionalSeconds: 30 };
    expect(remainingTime({ ...attempt, ...included, timeRemainingSeconds: 40 })).toEqual({
      ...{ allowedTimeSeconds: 40, baseTimeSeconds: 10, includedAdditionalSeconds: 30 },
    });
  });

  it.each([
    ['the remaining time is not known', { timeRemainingSeconds: null, baseTimeSeconds: 60 }, null],
    ['the base time is not known', { timeRemainingSeconds: 40, baseTimeSeconds: null }, 40],
    ['the whole time is not known', { timeRemainingSeconds: 40, baseTimeSeconds: 60, allowedTimeSeconds: null }, 40],
  ])('have no base time if %s', (_name, fields, allowedTimeSeconds) => {
    const time = remainingTime({ ...attempt, includedAdditionalSeconds: 30, ...fields });
    expect(time).toEqual({ allowedTimeSeconds, baseTimeSeconds: null, includedAdditionalSeconds: 30 });
  });

  it('of an attempt that was never started are its whole time', () => {
    const time = { allowedTimeSeconds: 600, baseTimeSeconds: 500, includedAdditionalSeconds: 100 };
    expect(remainingTime(anAttempt({ ...time, timeRemainingSeconds: 5 }))).toEqual(time);
  });
});

describe('the additional time of an attempt that was stored before the attribute existed', () => {
  const stored = anAttempt({ allowedTimeSeconds: 600, baseTimeSeconds: 300 });
  const withoutTime = (attempt: Attempt) =>
    changeAdditionalTime(attempt, { exam: anExam(), additionalSeconds: 0, now: NOW }, 120);

  it('is the time above base before the start, the present grant after it', () => {
    expect(withoutTime(stored)).toEqual({
      ...{ allowedTimeSeconds: 300, baseTimeSeconds: 300, includedAdditionalSeconds: null },
    });
    expect(withoutTime({ ...stored, startedAt: NOW })).toEqual({
      ...{ allowedTimeSeconds: 480, baseTimeSeconds: 480, includedAdditionalSeconds: null },
    });
  });

  it('is stored with every change', () => {
    const overrides = { exam: anExam(), additionalSeconds: 180, now: NOW };
    expect(changeAdditionalTime({ ...stored, startedAt: NOW }, overrides, 120)).toEqual({
      ...{ allowedTimeSeconds: 660, baseTimeSeconds: 480, includedAdditionalSeconds: 180 },
    });
  });
});
