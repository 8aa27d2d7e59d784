import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { ATTEMPT_STATUSES, type AttemptStatus } from '../../src/domain/attempts/status.ts';
import { learnerAccessSeconds } from '../../src/domain/exams/examAccess.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';

const DUE = { none: null, ahead: laterBy(NOW, 3600), now: NOW, past: laterBy(NOW, -3600) };
type Due = keyof typeof DUE;

/** An attempt with so many seconds left; null for one whose clock has not started. */
const attempt = (status: AttemptStatus, left: number | null = 600, overrides: Partial<Attempt> = {}) =>
  anAttempt({
    status,
    startedAt: left === null ? null : laterBy(NOW, -100),
    allowedTimeSeconds: left === null ? null : 100 + left,
    createdPractice: false,
    ...overrides,
  });

const access = (due: Due, hideAfterDue: boolean, taken: Attempt | undefined) =>
  learnerAccessSeconds(anExam({ dueDate: DUE[due], hideAfterDue }), taken, NOW);

const isBefore = (due: Due) => due === 'none' || due === 'ahead';
const CASES = (Object.keys(DUE) as Due[]).flatMap(due => [false, true].map(hides => [due, hides] as const));

describe.each(CASES)('with the due date %s and hide_after_due %s', (due, hides) => {
  it('is granted without an attempt once it is past due', () => {
    expect(access(due, hides, undefined)).toBe(isBefore(due) ? 0 : 60);
  });

  it.each([...ATTEMPT_STATUSES])('in the status %s', status => {
    const isShownAfterwards = ['submitted', 'verified'].includes(status) && !hides;
    const expected = isBefore(due) ? status === 'started' : isShownAfterwards;
    expect(access(due, hides, attempt(status))).toBe(expected ? 60 : 0);
  });

  it.each([...ATTEMPT_STATUSES])('of practice in the status %s', status => {
    const isShownAfterwards = ['submitted', 'verified'].includes(status) && !hides && !isBefore(due);
    const practice = attempt(status, 600, { createdPractice: true });
    expect(access(due, hides, practice)).toBe(status === 'started' || isShownAfterwards ? 60 : 0);
  });
});

it.each([
  [3600, 60],
  [61, 60],
  [60, 60],
  [59, 59],
  [1, 1],
  [0, 0],
  [-5, 0],
  [null, 0],
])('of a running attempt with %s s left is granted for %s s', (left, seconds) => {
  expect(access('ahead', false, attempt('started', left))).toBe(seconds);
});
