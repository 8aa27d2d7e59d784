import { describe, expect, it } from 'vitest';
import {
  chunksOf,
  describePreview,
  describeResults,
  describeRow,
  isRepeatable,
  type RowResult,
  timeChanges,
  timeResult,
  toFailure,
  toResults,
} from '../../../src/staff/bulk.ts';
import { describeJob } from '../../../src/staff/describeJob.ts';
import type { Allowance, TimeJob } from '../../../src/staff/wire.ts';
import { ACTIONS, type BulkAction } from '../../../src/staff/wording.ts';
import { wireAttempt } from '../../support/staffWire.ts';

const attempt = wireAttempt({ id: 1, status: 'created' });
const row = (overrides: Partial<RowResult> = {}): RowResult => ({
  ...{ attempt, ok: true, changed: true, code: '', detail: '' },
  ...overrides,
});

describe('the results of an action on several attempts', () => {
  it.each<[number, number[]]>([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('%d attempts are requests of %o', (count, sizes) => {
    const attempts = Array.from({ length: count }, (_, index) => index);
    expect(chunksOf(attempts).map(({ length }) => length)).toEqual(sizes);
    expect(chunksOf(attempts).flat()).toEqual(attempts);
  });

  it('are those of the service, with the attempt as it is now if it has changed', () => {
    const attempts = [1, 2, 3, 4].map(id => wireAttempt({ id, version: 5 }));
    const now = wireAttempt({ id: 2, version: 6, status: 'rejected' });
    const results = toResults(attempts, [
      { attempt_id: 2, ok: false, code: 'attempt_changed', detail: 'changed', attempt: now },
      { attempt_id: 1, ok: true, changed: true },
      { attempt_id: 3, ok: true, changed: false },
    ]);
    expect(results.map(({ attempt, ok, changed, code }) => [attempt.version, ok, changed, code])).toEqual([
      [5, true, true, ''],
      [6, false, false, 'attempt_changed'],
      [5, true, false, ''],
      [5, false, false, 'busy'],
    ]);
  });

  it.each<[string, RowResult, BulkAction, string]>([
    ['done', row(), 'reject', 'Rejected'],
    ['unchanged', row({ changed: false }), 'verify', 'is verified already'],
    [
      'changed meanwhile',
      toFailure(wireAttempt({ status: 'verified' }), 'attempt_changed'),
      'verify',
      'is now “Verified”',
    ],
    ['of another status', toFailure(attempt, 'illegal_status_transition', 'English'), 'verify', 'the status “Created”'],
    ['removed', toFailure(attempt, 'attempt_does_not_exist', 'English'), 'verify', 'has been removed'],
    ['of another code', toFailure(attempt, 'vendor_failed', 'The vendor failed.'), 'verify', 'The vendor failed.'],
  ])('in words: %s', (_case, result, action, text) => {
    expect(describeRow(action, result)).toContain(text);
  });

  it('of a preview and of all', () => {
    const results = [row(), row(), row({ changed: false }), toFailure(attempt, 'busy')];
    expect(describePreview('verify', results)).toBe('2 of 4 can be verified; 2 cannot:');
    expect(describePreview('verify', [row()])).toBe('1 of 1 can be verified.');
    expect(describeResults('remove', [row()])).toBe('Removed: 1 of 1');
    expect(describeResults('remove', results)).toBe('Removed: 3 of 4');
  });

  it.each([
    ['attempt_changed', true],
    ['busy', true],
    ['internal_error', true],
    ['overloaded', true],
    ['unsent', true],
    ['illegal_status_transition', false],
    ['forbidden', false],
  ])('after %s deciding again can succeed: %s', (code, isExpected) => {
    expect(isRepeatable(toFailure(attempt, code))).toBe(isExpected);
  });

  it('every action has words of its own', () => {
    const labels = Object.values(ACTIONS).flatMap(({ label, done }) => [label, done]);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

it('more time adds to what was granted at the exam of each attempt', () => {
  const proctored_exam = { id: 5 } as NonNullable<ReturnType<typeof wireAttempt>['proctored_exam']>;
  const user = (id: number) => ({ id, username: `u${id}`, email: '' });
  const allowance = (id: number, exam: number, key: string, value: string) =>
    ({ user: user(id), proctored_exam: { id: exam }, key, value }) as Allowance;
  const attempts = [7, 8, 9].map(id =>
    wireAttempt({ id, user: user(id), proctored_exam: id === 9 ? null : proctored_exam }),
  );
  const allowances = [
    allowance(7, 5, 'additional_time_granted', '20'),
    allowance(8, 6, 'additional_time_granted', '40'),
    allowance(8, 5, 'review_policy_exception', '60'),
  ];
  const changes = timeChanges(attempts, allowances, 10);
  expect(changes.map(({ attempt, before, after }) => [attempt.id, before, after])).toEqual([
    [7, 20, 30],
    [8, 0, 10],
  ]);
});

describe('minutes that are given', () => {
  const job = (overrides: Partial<TimeJob>) =>
    ({
      minutes: 10,
      state: 'done',
      granted: 0,
      user_ids: null,
      granted_user_ids: null,
      excluded_user_id: null,
      ...overrides,
    }) as TimeJob;
  const resultFor = (id: number, overrides: Partial<TimeJob>) => {
    const learnersAttempt = wireAttempt({ user: { id, username: `u${id}`, email: '' } });
    const result = timeResult(learnersAttempt, job({ user_ids: [7, 8, 9], granted_user_ids: [7], ...overrides }));
    return [result.ok, describeRow('time', result)];
  };

  it('have a result for each learner', () => {
    expect([7, 8, 9].map(id => resultFor(id, { excluded_user_id: 8 }))).toEqual([
      [true, 'Has the time'],
      [false, 'is yours: staff do not give time to themselves'],
      [false, 'is of a learner whose data the service does not have'],
    ]);
    expect(resultFor(9, { state: 'running' })).toEqual([true, 'gets the time within two minutes']);
  });

  it.each<[string, Partial<TimeJob>, readonly number[], string]>([
    ['running', { state: 'running', granted: 1 }, [], '1 learner has them so far'],
    [
      'without the own attempt',
      { granted: 36, excluded_user_id: 7 },
      [6, 7],
      '36 learners have them. Your own attempt is left out: staff do not give time to themselves',
    ],
    ['of staff without an attempt', { granted: 36, excluded_user_id: 7 }, [6], '36 learners have them'],
    [
      'for named ones',
      { granted: 1, user_ids: [6, 7, 8], excluded_user_id: 7 },
      [6, 7, 8],
      '1 learner has them. Your own attempt is left out: staff do not give time to themselves. 1 learner no longer in progress',
    ],
    ['for nobody', { user_ids: [6], granted: 0 }, [6], 'no learners have them. 1 learner no longer in progress'],
  ])('are described: %s', (_, overrides, knownIds, text) => {
    expect(describeJob({ job: job(overrides), scope: 'all in progress', expected: 3, knownIds })).toBe(
      `10 more minutes for all in progress: ${text}`,
    );
  });
});
