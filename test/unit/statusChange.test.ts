import { describe, expect, it } from 'vitest';
import { SCHEDULE, VENDOR } from '../../src/domain/actors.ts';
import { ATTEMPT_STATUSES, IN_PROGRESS } from '../../src/domain/attempts/status.ts';
import { configuredChange, withStatusChange } from '../../src/domain/attempts/statusChange.ts';
import { timeOutChange, withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { reviewChange } from '../../src/domain/reviews/verdict.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAttempt, NOW } from '../support/builders.ts';

const WHEN = { now: NOW, by: VENDOR };

describe('the time-out', () => {
  const END = laterBy(NOW, 60);
  const change = timeOutChange(END, laterBy(END, 5), 'timed_out');

  it('applies to attempts in progress, and sets the configured status and the end as completion', () => {
    expect(change).toEqual({
      from: IN_PROGRESS,
      set: {
        ...{ status: 'timed_out', completedAt: END, isResumable: false, modifiedAt: laterBy(END, 5) },
        lastChange: { by: SCHEDULE, reason: null },
      },
    });
  });

  it('is the same for a read', () => {
    const attempt = anAttempt({ status: 'started', startedAt: NOW, allowedTimeSeconds: 60, isResumable: true });
    const after = withTimeOutApplied(attempt, NO_PAUSES, laterBy(END, 5), 'timed_out');
    expect(after).toEqual({ ...attempt, ...change.set, version: attempt.version + 1 });
  });
});

describe('the verdict of a review', () => {
  it('applies to attempts in any status, and leaves an interrupted cascade to be completed', () => {
    const change = reviewChange('verified', null, WHEN);
    expect(change).toEqual({
      from: 'any',
      set: { status: 'verified', modifiedAt: NOW, lastChange: { by: VENDOR, reason: null } },
    });
    for (const status of ATTEMPT_STATUSES) {
      const after = withStatusChange(anAttempt({ status, cascadePending: true }), change);
      expect(after).toMatchObject({ status: 'verified', cascadePending: true });
    }
  });

  it.each([
    [{}, { isResumable: true, timeRemainingSeconds: 90 }],
    [{ readyToResume: true }, { isResumable: false, timeRemainingSeconds: 90 }],
    [{ resumed: true }, { isResumable: false, timeRemainingSeconds: 90 }],
  ])('error makes an attempt resumable with %o', (fields, effect) => {
    const attempt = anAttempt({ status: 'submitted', startedAt: NOW, allowedTimeSeconds: 90, ...fields });
    expect(reviewChange('error', { attempt, pauses: NO_PAUSES }, WHEN).set).toMatchObject(effect);
    expect(reviewChange('rejected', { attempt, pauses: NO_PAUSES }, WHEN).set).not.toHaveProperty('isResumable');
    expect(reviewChange('error', null, WHEN).set).not.toHaveProperty('isResumable');
  });

  it('submitted, as a configuration can have it, clears resumability', () => {
    const change = reviewChange('submitted', null, WHEN);
    const after = withStatusChange(anAttempt({ status: 'error', isResumable: true }), change);
    expect(after).toMatchObject({ status: 'submitted', isResumable: false });
  });

  it.each([
    ['the time of the review', {}, NOW],
    ['its end if its time was up', { startedAt: laterBy(NOW, -90) }, laterBy(NOW, -30)],
    ['its former completion', { status: 'submitted', completedAt: laterBy(NOW, -10) }, laterBy(NOW, -10)],
  ] as const)('submitted completes the attempt at %s', (_time, fields, completedAt) => {
    const attempt = anAttempt({ status: 'started', startedAt: NOW, allowedTimeSeconds: 60, ...fields });
    const { set } = reviewChange('submitted', { attempt, pauses: NO_PAUSES }, WHEN);
    expect(set).toMatchObject({ status: 'submitted', isResumable: false, completedAt });
    expect(reviewChange('verified', { attempt, pauses: NO_PAUSES }, WHEN).set).not.toHaveProperty('completedAt');
  });
});

describe('a status that the configuration decides', () => {
  const change = { now: NOW, by: VENDOR };

  it.each([
    ['vendor', 'time_out'],
    ['learner', 'start'],
    ['schedule', 'start'],
  ] as const)('is rejected for %s: %s', (capacity, action) => {
    const expected = new TypeError(`the table has no row for ${action}`);
    expect(() => configuredChange([capacity, action], 'verified', change)).toThrow(expected);
  });
});
