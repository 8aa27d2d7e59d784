import { describe, expect, it } from 'vitest';
import { matchesFilters, requestedStatuses } from '../../../src/staff/attemptFilter.ts';
import { ATTENTION_STATUSES, attentionReason } from '../../../src/staff/attention.ts';
import { NO_FILTERS } from '../../../src/staff/route.ts';
import { wireAttempt } from '../../support/staffWire.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

type Overrides = Parameters<typeof wireAttempt>[0];

describe('attempts that need attention', () => {
  it.each<[string, Overrides, RegExp | undefined]>([
    ['a second review', { status: 'second_review_required' }, /decision/],
    ['a resumable error', { status: 'error', is_resumable: true }, /resume/],
    ['an error that may be resumed already', { status: 'error', is_resumable: true, ready_to_resume: true }, undefined],
    ['an error that cannot be resumed', { status: 'error' }, undefined],
    ['one past its end for 3 minutes', { status: 'started', started_at: ago(93) }, /Past its end/],
    ['one past its end for 1 minute', { status: 'started', started_at: ago(91) }, undefined],
    [
      'one that a pause of its exam keeps open',
      { status: 'started', started_at: ago(200), time_remaining_seconds: 60 },
      undefined,
    ],
    ['submitted 73 hours ago', { status: 'submitted', completed_at: ago(73 * 60) }, /72 hours/],
    ['submitted 71 hours ago', { status: 'submitted', completed_at: ago(71 * 60) }, undefined],
    [
      'submitted without proctoring',
      { status: 'submitted', completed_at: ago(73 * 60), taking_as_proctored: false },
      undefined,
    ],
    ['practice', { status: 'submitted', completed_at: ago(73 * 60), is_sample_attempt: true }, undefined],
    ['verified', { status: 'verified', completed_at: ago(73 * 60) }, undefined],
  ])('%s', (_case, overrides, reason) => {
    const attempt = wireAttempt(overrides);
    if (reason === undefined) expect(attentionReason(attempt, NOW)).toBeUndefined();
    else expect(attentionReason(attempt, NOW)).toMatch(reason);
    if (reason !== undefined) expect(ATTENTION_STATUSES).toContain(attempt.status);
  });
});

describe('the filters', () => {
  const exam = { id: 5 } as NonNullable<ReturnType<typeof wireAttempt>['proctored_exam']>;
  it.each([
    ['none', {}, true],
    ['its exam', { exam: 5 }, true],
    ['another exam', { exam: 6 }, false],
    ['its status', { statuses: ['verified', 'error'] }, true],
    ['another status', { statuses: ['verified'] }, false],
    ['attention', { attention: true }, true],
  ])('%s', (_case, filters, isMatch) => {
    const attempt = wireAttempt({ status: 'error', is_resumable: true, proctored_exam: exam });
    expect(matchesFilters(attempt, { ...NO_FILTERS, ...filters }, NOW)).toBe(isMatch);
  });

  it('ask the service for the statuses that can match', () => {
    const statuses = ['verified', 'error'];
    expect(requestedStatuses({ ...NO_FILTERS, statuses })).toEqual(statuses);
    expect(requestedStatuses({ ...NO_FILTERS, statuses, attention: true })).toEqual(['error']);
    expect(requestedStatuses({ ...NO_FILTERS, attention: true })).toEqual(ATTENTION_STATUSES);
  });
});
