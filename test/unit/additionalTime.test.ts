import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import {
  changeAdditionalTime,
  remainingTime,
  secondsRemaining,
  startClock,
  totalSeconds,
} from '../../src/domain/attempts/clock.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';

const MINUTE = 60;
const later = (seconds: number) => laterBy(NOW, seconds);

interface Moment {
  exam?: Partial<Exam>;
  granted?: number;
  /** Seconds after NOW. */
  at?: number;
}

/** A learner at an exam of 90 minutes; grants in minutes, passing time in seconds. */
const terms = ({ exam = {}, granted = 0, at = 0 }: Moment) => ({
  exam: anExam(exam),
  additionalSeconds: granted * MINUTE,
  now: later(at),
});
const start = (moment: Moment = {}, attempt = anAttempt()): Attempt => ({
  ...attempt,
  status: 'started',
  ...startClock(attempt, terms(moment)),
});
const change = (attempt: Attempt, previous: number, moment: Moment): Attempt => ({
  ...attempt,
  ...changeAdditionalTime(attempt, terms(moment), previous * MINUTE),
});
const interrupt = (attempt: Attempt, at: number): Attempt => ({
  ...attempt,
  status: 'error',
  isResumable: true,
  timeRemainingSeconds: secondsRemaining(attempt, NO_PAUSES, later(at)),
});
const resume = (attempt: Attempt, overrides: Partial<Attempt> = {}): Attempt =>
  anAttempt({ hasPreviousAttempt: true, ...remainingTime(attempt), ...overrides });
const minutes = ({ allowedTimeSeconds }: Attempt) => (allowedTimeSeconds ?? Number.NaN) / MINUTE;

describe('additional time changed during a running attempt', () => {
  it.each([
    ['granted: the end moves by it', {}, [30], 120],
    ['granted twice: by both', {}, [30, 45], 135],
    ['granted and taken back: as before', {}, [30, 0], 90],
    ['lowered: by the difference', {}, [30, 20], 110],
    ['granted beyond the due date: to the due date', { dueDate: later(100 * MINUTE) }, [30], 100],
    ['granted beyond the due date and taken back: as before', { dueDate: later(100 * MINUTE) }, [30, 0], 90],
    [
      'granted beyond the due date and lowered: what is still granted stays',
      { dueDate: later(100 * MINUTE) },
      [30, 20],
      100,
    ],
    ['granted after the due date was moved to before the end: stays', { dueDate: later(80 * MINUTE) }, [30], 90],
    ['granted after the due date was moved into the past: stays', { dueDate: later(-60 * MINUTE) }, [30], 90],
    ['granted and taken back after that: stays', { dueDate: later(-60 * MINUTE) }, [30, 0], 90],
    ['granted after the exam’s limit was lowered: the end moves by it', { timeLimitMins: 10 }, [30], 120],
    ['granted after the exam’s limit was raised: the end moves by it', { timeLimitMins: 500 }, [30], 120],
  ] as const)('%s', (_case, exam, grants, expected) => {
    let [attempt, previous] = [start(), 0];
    for (const granted of grants) {
      attempt = change(attempt, previous, { exam, granted, at: 30 });
      previous = granted;
    }
    expect(minutes(attempt)).toBe(expected);
  });

  it('granted beyond a due date that is extended later moves the end only by the later grant', () => {
    const cut = start({ granted: 30, exam: { dueDate: later(100 * MINUTE) } });
    expect(minutes(cut)).toBe(100);
    expect(minutes(change(cut, 30, { granted: 40 }))).toBe(110);
  });

  it.each([
    ['in the middle of the additional time: ends now', 100, 100],
    ['a part of a second later: ends with that second', 6000.001 / MINUTE, 6001 / MINUTE],
    ['before it: takes all of it', 80, 90],
  ])('removed %s', (_case, at, expected) => {
    expect(minutes(change(start({ granted: 30 }), 30, { at: at * MINUTE }))).toBe(expected);
  });

  it('granted again after a removal moves the end from there', () => {
    const ended = change(start({ granted: 30 }), 30, { at: 100 * MINUTE });
    expect(minutes(change(ended, 0, { granted: 10, at: 100 * MINUTE }))).toBe(110);
  });

  it('removed takes back only time granted since, no prescribed time', () => {
    const prescribed = start({}, anAttempt({ allowedTimeSeconds: 45 * MINUTE }));
    const granted = change(prescribed, 0, { granted: 15 });
    expect([minutes(granted), minutes(change(granted, 15, {}))]).toEqual([60, 45]);
  });

  it('prescribed includes earlier grants', () => {
    const prescribed = start({ granted: 15 }, anAttempt({ allowedTimeSeconds: 45 * MINUTE }));
    expect([minutes(prescribed), minutes(change(prescribed, 15, {}))]).toEqual([45, 30]);
  });
});

describe('additional time changed before the start', () => {
  const change0 = (attempt: Attempt, previous: number, granted: number) => change(attempt, previous, { granted });

  it('of a new attempt counts from the start', () => {
    const created = anAttempt();
    expect(change0(created, 0, 30)).toEqual(created);
    expect(minutes(start({ granted: 30 }, change0(created, 0, 30)))).toBe(120);
  });

  it('moves prescribed time by the difference', () => {
    const created = anAttempt({ allowedTimeSeconds: 45 * MINUTE });
    const granted = change0(created, 10, 30);
    expect(minutes(granted)).toBe(65);
    expect(minutes(start({ granted: 30 }, granted))).toBe(65);
    expect(minutes(start({ granted: 0 }, change0(granted, 30, 0)))).toBe(35);
  });

  it('never moves prescribed time below zero', () => {
    expect(minutes(change0(anAttempt({ allowedTimeSeconds: 10 * MINUTE }), 30, 0))).toBe(0);
  });
});

describe('a resumption', () => {
  const broken = interrupt(start({ granted: 30 }), 20 * MINUTE);

  it.each([
    ['nothing changed', 30, 100],
    ['more was granted in the break', 45, 115],
    ['the grant was lowered in the break', 10, 80],
    ['the grant was taken back in the break', 0, 70],
  ])('has the remaining time; %s', (_case, granted, expected) => {
    const started = start({ granted, at: 3600 }, resume(broken));
    expect(minutes(started)).toBe(expected);
    expect(minutes(change(started, granted, { at: 3600 }))).toBe(70);
  });

  it('of a 5-minute exam has 30 minutes granted in the break, and loses at most these', () => {
    const exam = { timeLimitMins: 5 };
    const started = start({ exam, granted: 30, at: 600 }, resume(interrupt(start({ exam }), 2)));
    expect(started.allowedTimeSeconds).toBe(298 + 1800);
    expect(change(started, 30, { exam, at: 602 }).allowedTimeSeconds).toBe(298);
  });

  it('has additional time changed between its creation and its start', () => {
    const created = change(resume(broken), 30, { granted: 60 });
    expect(minutes(start({ granted: 60, at: 3600 }, created))).toBe(130);
  });

  it('includes a grant concurrent with its creation', () => {
    expect(minutes(start({ granted: 60 }, resume(broken)))).toBe(130);
  });

  it('of a resumption has its remaining time, with each grant once', () => {
    const second = interrupt(start({ granted: 45 }, resume(broken)), 15 * MINUTE);
    const third = start({ granted: 60 }, resume(second));
    expect(minutes(third)).toBe(115 - 15 + 15);
    expect(minutes(change(third, 60, {}))).toBe(90 + 30 - 20 - 15 - 30);
  });

  it('of one that was never started has the whole time', () => {
    const second = { ...resume(broken), status: 'error' as const, isResumable: true };
    expect(minutes(start({ granted: 30 }, resume(second)))).toBe(100);
    expect(minutes(start({ granted: 30 }, resume(interrupt(anAttempt(), 0))))).toBe(120);
  });

  it.each([
    [30, 20],
    [20, 10],
    [10, 0],
    [0, 0],
  ])('after an error in the additional time, lowered to %i minutes in the break, has %i', (granted, expected) => {
    const late = interrupt(start({ granted: 30 }), 100 * MINUTE);
    expect(minutes(start({ granted }, resume(late)))).toBe(expected);
  });

  it('with time prescribed by staff has that time', () => {
    const prescribed = resume(broken, {
      allowedTimeSeconds: 50 * MINUTE,
      baseTimeSeconds: null,
      includedAdditionalSeconds: null,
    });
    expect(minutes(start({ granted: 30 }, prescribed))).toBe(50);
  });

  it('ends by the due date', () => {
    expect(minutes(start({ granted: 30, exam: { dueDate: later(60 * MINUTE) } }, resume(broken)))).toBe(60);
  });
});

describe('attempts without the included additional time', () => {
  const asStored = (attempt: Attempt): Attempt => ({ ...attempt, includedAdditionalSeconds: null });
  const running = asStored(start({ granted: 30 }));

  it('running: the time above their base time was granted', () => {
    expect(minutes(change(running, 30, { granted: 45 }))).toBe(135);
    expect(minutes(change(running, 30, {}))).toBe(90);
  });

  it('running and cut at the due date: the time above their base time is removed', () => {
    const cut = { ...running, allowedTimeSeconds: 100 * MINUTE };
    expect(minutes(change(cut, 30, {}))).toBe(90);
    const cutBelowBase = { ...running, allowedTimeSeconds: 60 * MINUTE };
    expect(minutes(change(cutBelowBase, 30, {}))).toBe(60);
  });

  it.each([
    ['more is granted: the end moves by the difference', 40, 110],
    ['a part is taken back: the end does not move to a later time', 20, 100],
    ['all is taken back: what was left of it goes', 0, 90],
  ])('cut at a due date that was extended since; %s', (_case, granted, expected) => {
    const cut = asStored(start({ granted: 30, exam: { dueDate: later(100 * MINUTE) } }));
    expect(minutes(change(cut, 30, { granted }))).toBe(expected);
  });

  it('ended in an error', () => {
    const broken = interrupt(running, 20 * MINUTE);
    expect(minutes(start({ granted: 30 }, resume(broken)))).toBe(100);
    expect(minutes(start({ granted: 60 }, resume(broken)))).toBe(130);
    expect(minutes(start({}, resume(broken)))).toBe(70);
  });

  it('resuming another, not started: all grants are included', () => {
    const created = anAttempt({ hasPreviousAttempt: true, allowedTimeSeconds: 100 * MINUTE });
    expect(minutes(start({ granted: 30 }, created))).toBe(100);
    expect(minutes(start({ granted: 40 }, change(created, 30, { granted: 40 })))).toBe(110);
  });

  it('resuming another, running: their base time is below zero', () => {
    const resumed = { ...start(), allowedTimeSeconds: 20 * MINUTE, baseTimeSeconds: -10 * MINUTE };
    expect(minutes(change(resumed, 30, { granted: 45 }))).toBe(35);
    expect(minutes(change(resumed, 30, { at: 60 }))).toBe(1);
  });

  it('running without a base time', () => {
    const plain = { ...start(), baseTimeSeconds: null };
    expect(minutes(change(plain, 0, { granted: 10 }))).toBe(100);
  });
});

describe('additional time, after any changes', () => {
  const dueDates = fc.option(fc.integer({ min: -100, max: 300 }), { nil: null });
  const exams = fc.record({
    timeLimitMins: fc.integer({ min: 1, max: 120 }),
    isPracticeExam: fc.boolean(),
    dueDate: dueDates.map(due => (due === null ? null : later(due * MINUTE))),
  });
  const grants = fc.integer({ min: 0, max: 200 });
  const steps = fc.array(fc.record({ granted: grants, exam: exams, pause: fc.integer({ min: 0, max: 2000 }) }), {
    maxLength: 8,
  });
  const beginnings = fc.record({
    exam: exams,
    granted: grants,
    allowedTimeSeconds: fc.option(fc.integer({ min: 60, max: 10_000 }), { nil: null }),
  });

  it('never shortens by a grant, never ends before now or after the due date, never drops below zero', () => {
    fc.assert(
      fc.property(beginnings, steps, ({ exam, granted, allowedTimeSeconds }, changes) => {
        let attempt = start({ exam, granted }, anAttempt({ allowedTimeSeconds }));
        let [previous, at] = [granted, 0];
        for (const step of changes) {
          at += step.pause;
          const changed = change(attempt, previous, { ...step, at });
          const [before, now] = [attempt.allowedTimeSeconds ?? 0, changed.allowedTimeSeconds ?? 0];
          const difference = (step.granted - previous) * MINUTE;
          const moved = { before, now, difference };
          if (difference >= 0) expectGranted(moved, step.exam);
          else expectTakenBack(moved, at);
          [attempt, previous] = [changed, step.granted];
        }
      }),
    );
  });

  it('granted and removed at once changes nothing, unless an earlier grant was cut', () => {
    fc.assert(
      fc.property(beginnings, exams, grants, ({ exam, allowedTimeSeconds }, later, seconds) => {
        const attempt = start({ exam }, anAttempt({ allowedTimeSeconds }));
        const granted = change(attempt, 0, { exam: later, granted: seconds });
        expect(change(granted, seconds, { exam: later })).toEqual(attempt);
      }),
    );
  });

  it('without a due date is the sum of the grants, also over breaks and resumptions', () => {
    const events = fc.array(
      fc.record({ granted: grants, isBreak: fc.boolean(), used: fc.integer({ min: 0, max: 600 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), grants, events, (timeLimitMins, granted, changes) => {
        const exam = { timeLimitMins };
        let attempt = start({ exam, granted });
        let [remaining, previous, at] = [(timeLimitMins + granted) * MINUTE, granted, 0];
        for (const step of changes) {
          at += step.used;
          const moment = { exam, granted: step.granted, at };
          remaining += (step.granted - previous) * MINUTE - step.used;
          // From here on a removal would exceed the remaining time.
          if (remaining < 0 || secondsRemaining(attempt, NO_PAUSES, later(at)) === 0) return;
          attempt = step.isBreak ? start(moment, resume(interrupt(attempt, at))) : change(attempt, previous, moment);
          expect(secondsRemaining(attempt, NO_PAUSES, later(at))).toBe(remaining);
          previous = step.granted;
        }
      }),
    );
  });
});

describe('the whole time', () => {
  const total = (attempt: Attempt | undefined, moment: Moment = {}) => totalSeconds(attempt, terms(moment)) / MINUTE;
  const dueIn10 = { exam: { dueDate: later(10 * MINUTE) } };
  const broken = interrupt(start({ granted: 30 }), 20 * MINUTE);

  it.each([
    ['no attempt', undefined, 90, 120, 10],
    ['an attempt before its start', anAttempt(), 90, 120, 10],
    ['one that was stopped before its start', anAttempt({ status: 'ready_to_submit' }), 90, 120, 10],
    ['one that runs', start(), 90, 90, 90],
    ['one that was submitted', { ...start(), status: 'submitted' as const }, 90, 90, 90],
    ['one that was declined before its start', anAttempt({ status: 'declined' }), 90, 120, 90],
    ['one that broke off', broken, 70, 100, 10],
    ['one that is ready to resume', { ...broken, isResumable: false, readyToResume: true }, 70, 100, 10],
    ['one that was resumed', { ...broken, isResumable: false, resumed: true }, 120, 120, 120],
    ['a resumption before its start', resume(broken), 70, 100, 10],
  ])('of %s, with nothing granted, with 30 minutes granted, due in 10 minutes', (_case, attempt, ...expected) => {
    expect([total(attempt), total(attempt, { granted: 30 }), total(attempt, dueIn10)]).toEqual(expected);
  });

  it('of a real attempt resumed at an exam that has become practice is that of practice', () => {
    const practice = { exam: { dueDate: later(-1), isPracticeExam: true } };
    expect(total({ ...broken, createdPractice: false }, practice)).toBe(70);
    expect(minutes(start(practice, resume(broken, { createdPractice: true })))).toBe(70);
  });

  it('past the due date is zero, except for practice', () => {
    const dueDate = later(-1);
    expect(total(undefined, { exam: { dueDate } })).toBe(0);
    expect(total(undefined, { exam: { dueDate, isPracticeExam: true } })).toBe(90);
  });
});

interface Moved {
  before: number;
  now: number;
  difference: number;
}

function expectGranted({ before, now, difference }: Moved, { dueDate, isPracticeExam }: Partial<Exam>): void {
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(before + difference);
  const isCut = dueDate && !(isPracticeExam && dueDate <= NOW);
  if (isCut && now > before) expect(later(now) <= dueDate).toBe(true);
}

function expectTakenBack({ before, now, difference }: Moved, at: number): void {
  expect(now).toBeLessThanOrEqual(before);
  expect(now).toBeGreaterThanOrEqual(Math.max(Math.min(before, at), before + difference));
}
