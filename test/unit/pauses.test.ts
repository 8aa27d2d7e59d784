import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import {
  changeAdditionalTime,
  endOf,
  isTimedOut,
  secondsRemaining,
  startClock,
  storedEndOf,
  timeLeftAtCompletion,
} from '../../src/domain/attempts/clock.ts';
import { withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import {
  type ExamPauses,
  NO_PAUSES,
  pause,
  pausedSecondsUntil,
  requireNotPaused,
  resume,
} from '../../src/domain/exams/pauses.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';

const at = (seconds: number) => laterBy(NOW, seconds);
/** The pauses of an exam from one moment to another; null for one that lasts. */
const paused = (...periods: [from: number, to: number | null][]): ExamPauses =>
  periods.reduce((pauses: ExamPauses, [from, to]) => {
    const begun = pause(pauses, at(from));
    return to === null ? begun : resume(begun, at(to));
  }, NO_PAUSES);
const started = (pauses: ExamPauses, seconds: number, overrides: Partial<Attempt> = {}): Attempt => {
  const exam = anExam({ timeLimitMins: 1, ...pauses });
  return anAttempt({
    status: 'started',
    ...startClock(anAttempt(), { exam, additionalSeconds: 0, now: at(seconds) }),
    ...overrides,
  });
};

describe('the pauses of an exam', () => {
  it('add up to the millisecond', () => {
    expect(paused([10, 20.123], [30, 40.001])).toEqual({
      pausedAt: null,
      pausedSeconds: 20.124,
      pauses: [
        { from: at(10), seconds: 10.123 },
        { from: at(30), seconds: 10.001 },
      ],
    });
  });

  it('begin and end once, whatever is repeated', () => {
    const begun = pause(NO_PAUSES, at(10));
    expect(pause(begun, at(20))).toBe(begun);
    expect(resume(NO_PAUSES, at(20))).toBe(NO_PAUSES);
    // By a machine whose clock is behind.
    expect(resume(begun, at(5))).toMatchObject({ pausedAt: null, pausedSeconds: 0 });
  });

  const many = (count: number) =>
    paused(...Array.from({ length: count }, (_, index): [number, number] => [1000 + index * 10, 1001 + index * 10]));

  it('are listed up to 100, the oldest as one, and count all', () => {
    const pauses = many(125);
    expect(pauses.pauses).toHaveLength(100);
    expect(pauses.pauses.slice(0, 2)).toEqual([
      { from: at(1000), seconds: 26 },
      { from: at(1260), seconds: 1 },
    ]);
    expect(pausedSecondsUntil(pauses, at(5000))).toBe(125);
  });

  it.each([21, 100, 125])('%i that follow a completion do not change the time left at it', count => {
    const attempt = { ...started(NO_PAUSES, 0), status: 'submitted' as const, completedAt: at(20) };
    expect(timeLeftAtCompletion(attempt, many(count), at(9000))).toBe(40);
    expect(pausedSecondsUntil(many(count), at(999))).toBe(0);
  });

  it('of an earlier release, which listed the latest 20, count all', () => {
    const { pauses, ...sum } = many(25);
    expect(pausedSecondsUntil({ ...sum, pauses: pauses.slice(-20) }, at(5000))).toBe(25);
  });

  it.each([
    [0, 0],
    [15, 5],
    [25, 10],
    [45, 15],
    [60, 30],
  ])('until second %i are %i seconds', (seconds, expected) => {
    expect(pausedSecondsUntil(paused([10, 20], [40, null]), at(seconds))).toBe(expected);
  });

  it('prevent a start', () => {
    const exam = anExam(paused([10, null]));
    expect(problemOf(() => requireNotPaused(exam))).toMatchObject({ code: 'exam_paused' });
    requireNotPaused(anExam(paused([10, 20])));
  });
});

describe('an attempt in a paused exam', () => {
  it('keeps its remaining time, beyond the due date', () => {
    const exam = anExam({ timeLimitMins: 1, dueDate: at(60) });
    const attempt = { ...started(NO_PAUSES, 0), ...startClock(anAttempt(), { exam, additionalSeconds: 0, now: NOW }) };
    const pauses = paused([50, null]);
    for (const seconds of [50, 55, 60, 10_000]) {
      expect(secondsRemaining(attempt, pauses, at(seconds))).toBe(10);
      expect(isTimedOut(attempt, pauses, at(seconds))).toBe(false);
    }
    expect(endOf(attempt, resume(pauses, at(1000)), at(1000))).toBe(at(1010));
  });

  it('is closed at its end if that had passed before the pause', () => {
    const attempt = started(NO_PAUSES, 0);
    const closed = withTimeOutApplied(attempt, paused([60, null]), at(500), 'submitted');
    expect(closed).toMatchObject({ status: 'submitted', completedAt: at(60) });
    expect(isTimedOut(attempt, paused([59.999, null]), at(500))).toBe(false);
  });
});

/** An attempt beside a clock of its own. */
class Run {
  private now = 0;
  private pauses = NO_PAUSES;
  private attempt: Attempt | undefined;
  private granted = 0;
  private remaining = 60_000;
  private over: string | undefined;

  wait(milliseconds: number): void {
    this.now += milliseconds;
    if (this.attempt && this.pauses.pausedAt === null) this.remaining -= milliseconds;
  }
  start(): void {
    if (this.pauses.pausedAt === null) this.attempt ??= started(this.pauses, this.now / 1000);
  }
  pause(): void {
    this.pauses = pause(this.pauses, this.instant);
  }
  resume(): void {
    this.pauses = resume(this.pauses, this.instant);
  }
  grant(): void {
    if (!this.attempt || this.remaining <= 0) return;
    const before = this.granted;
    this.granted += 30;
    this.remaining += 30_000;
    const exam = anExam({ timeLimitMins: 1, ...this.pauses });
    const terms = { exam, additionalSeconds: this.granted, now: this.instant };
    this.attempt = { ...this.attempt, ...changeAdditionalTime(this.attempt, terms, before) };
  }
  check(): void {
    const { attempt, pauses, instant, remaining } = this;
    if (!attempt) return;
    expect(isTimedOut(attempt, pauses, instant)).toBe(remaining <= 0);
    // A time-out keeps its end, whatever pauses follow.
    if (remaining <= 0) this.over ??= endOf(attempt, pauses, instant) ?? undefined;
    expect(endOf(attempt, pauses, instant)).toBe(this.over ?? at((this.now + remaining) / 1000));
    expect(secondsRemaining(attempt, pauses, instant)).toBe(Math.max(0, Math.ceil(remaining / 1000)));
  }

  private get instant(): string {
    return at(this.now / 1000);
  }
}

describe('the end of an attempt', () => {
  it('is that of a clock that runs only while the exam does, for any sequence of pauses, grants and starts', () => {
    const events = fc.constantFrom('start', 'pause', 'resume', 'grant', 'wait');
    // Milliseconds, so that pauses end between two seconds.
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), events), { maxLength: 60 });
    fc.assert(
      fc.property(steps, sequence => {
        const run = new Run();
        for (const [milliseconds, event] of sequence) {
          run.wait(milliseconds);
          if (event !== 'wait') run[event]();
          run.check();
        }
      }),
    );
  });

  it('is the stored one of attempts without the field, until the exam is paused', () => {
    const attempt = started(NO_PAUSES, 0);
    expect(attempt.examPausedSeconds).toBeNull();
    expect(endOf(attempt, NO_PAUSES, at(30))).toBe(storedEndOf(attempt));
    expect(endOf(attempt, paused([10, 20]), at(30))).toBe(at(70));
  });

  it('does not move by pauses before the start, listed or not', () => {
    const before = Array.from({ length: 25 }, (_, index): [number, number] => [index * 2, index * 2 + 1]);
    const attempt = started(paused(...before), 100);
    expect(attempt.examPausedSeconds).toBe(25);
    expect(endOf(attempt, paused(...before), at(110))).toBe(at(160));
    expect(endOf(attempt, paused(...before, [110, 115]), at(120))).toBe(at(165));
  });

  it('moves at most to the due date by a grant, counted with the pauses', () => {
    const exam = anExam({ timeLimitMins: 1, dueDate: at(100), ...paused([10, 30]) });
    const terms = { exam, additionalSeconds: 60, now: at(40) };
    expect(changeAdditionalTime(started(NO_PAUSES, 0), terms, 0).allowedTimeSeconds).toBe(80);
    const late = { ...terms, exam: { ...exam, ...paused([10, 60]) }, now: at(61) };
    expect(changeAdditionalTime(started(NO_PAUSES, 0), late, 0).allowedTimeSeconds).toBe(60);
  });

  it('never moves before now by a revocation, counted with the pauses', () => {
    const attempt = started(NO_PAUSES, 0, { allowedTimeSeconds: 120, includedAdditionalSeconds: 60 });
    const exam = anExam({ timeLimitMins: 1, ...paused([10, 30]) });
    const change = changeAdditionalTime(attempt, { exam, additionalSeconds: 0, now: at(100) }, 60);
    expect(endOf({ ...attempt, ...change }, exam, at(100))).toBe(at(100));
  });
});

describe('the time left', () => {
  it.each([
    ['before a pause', 30, 30],
    ['during a pause', 45, 20],
    ['after a pause', 60, 15],
  ])('at a completion %s does not depend on later pauses', (_, completed, expected) => {
    const attempt = started(NO_PAUSES, 0, { status: 'submitted', completedAt: at(completed) });
    expect(timeLeftAtCompletion(attempt, paused([40, 55], [70, 100], [200, null]), at(500))).toBe(expected);
  });
});
