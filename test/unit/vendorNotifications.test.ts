import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { ATTEMPT_STATUSES } from '../../src/domain/attempts/status.ts';
import type { VendorNotification } from '../../src/domain/vendors/toNotification.ts';
import type { StreamTask } from '../../src/platform/processInKeyOrder.ts';
import { readNotification } from '../../src/store/notifications/vendorNotifications.ts';
import { anAttempt } from '../support/builders.ts';
import { aRecord, recordsOf } from '../support/streamRecords.ts';

const registered = (overrides: Partial<Attempt> = {}) =>
  anAttempt({ attemptId: 1, backend: 'p', externalId: 'A', ...overrides });
const entryOf = (task: StreamTask<VendorNotification>) => (task.kind === 'write' ? task.entry : undefined);
const notificationsOf = (...states: (Attempt | undefined)[]) =>
  recordsOf(states).map(record => entryOf(readNotification(record)));
const expectedNotification = (notice: string) => ({
  about: 'attempt',
  backend: 'p',
  externalId: 'A',
  examId: 5123,
  notice,
});

describe('notifications of an attempt', () => {
  it('are sent for start, end, error and removal only', () => {
    const states = (['created', 'ready_to_start', 'started', 'ready_to_submit', 'submitted', 'verified'] as const).map(
      status => registered({ status }),
    );
    expect(notificationsOf(...states, undefined)).toEqual([
      undefined,
      undefined,
      expectedNotification('started'),
      undefined,
      expectedNotification('submitted'),
      undefined,
      expectedNotification('removed'),
    ]);
  });

  it.each([
    ['started', 'started'],
    ['submitted', 'submitted'],
    ['timed_out', 'submitted'],
    ['error', 'error'],
  ] as const)('%s: "%s"', (status, notice) => {
    expect(notificationsOf(registered(), registered({ status }))[1]).toEqual(expectedNotification(notice));
    expect(notificationsOf(registered({ status }))).toEqual([expectedNotification(notice)]);
  });

  it('are sent for no other status', () => {
    const statuses = ATTEMPT_STATUSES.filter(status => notificationsOf(registered(), registered({ status }))[1]);
    expect(statuses.sort()).toEqual(['error', 'started', 'submitted', 'timed_out']);
  });

  it('are not sent for the restored status of a reset attempt', () => {
    const reset = registered({ status: 'onboarding_reset' });
    expect(notificationsOf(reset, registered({ status: 'error' }))[1]).toBeUndefined();
    expect(notificationsOf(reset, undefined)[1]).toEqual(expectedNotification('removed'));
  });

  it('are not sent without a status change', () => {
    const started = registered({ status: 'started' });
    expect(notificationsOf(started, { ...started, studentName: 'New' })[1]).toBeUndefined();
  });

  it.each([{ backend: null }, { externalId: null }])('are not sent for an attempt with %j', fields => {
    const states = [registered(fields), registered({ ...fields, status: 'started' }), undefined];
    expect(notificationsOf(...states)).toEqual([undefined, undefined, undefined]);
  });
});

describe('notifications of an exam', () => {
  const item = (overrides: object = {}) => ({
    exam_id: 7,
    entry: 'exam',
    exam_name: 'Midterm',
    is_proctored: true,
    ...overrides,
  });
  const examRecord = (before: object | undefined, after: object | undefined, entry = 'exam') => {
    const Keys = { exam_id: { N: '7' }, entry: { S: entry } };
    return aRecord(before as Record<string, unknown>, after as Record<string, unknown>, { Keys });
  };
  const notificationOf = (before: object | undefined, after: object | undefined, entry?: string) =>
    entryOf(readNotification(examRecord(before, after, entry)));
  const notification = { about: 'exam', examId: 7 };

  it.each([
    ['a new one', undefined, item(), notification],
    ['a new name', item(), item({ exam_name: 'New' }), notification],
    ['no longer active', item({ is_active: true }), item(), notification],
    ['no longer proctored', item(), item({ is_proctored: false }), notification],
    ['never proctored', item({ is_proctored: false }), item({ is_proctored: false, exam_name: 'New' }), undefined],
    ['its name at the vendor', item(), item({ external_id: 'E' }), undefined],
    ['another time limit', item(), item({ time_limit_mins: 5 }), undefined],
    ['removed by hand', item(), undefined, undefined],
  ])('%s', (_case, before, after, expected) => {
    expect(notificationOf(before, after)).toEqual(expected);
  });

  it('are sent for a new, changed or removed policy, not for allowances and former policies', () => {
    const policy = (text: string) => ({ exam_id: 7, review_policy: text, version: 1 });
    expect(notificationOf(undefined, policy('a'), 'policy')).toEqual(notification);
    expect(notificationOf(policy('a'), policy('b'), 'policy')).toEqual(notification);
    expect(notificationOf(policy('a'), undefined, 'policy')).toEqual(notification);
    expect(notificationOf(policy('a'), { ...policy('a'), version: 2 }, 'policy')).toBeUndefined();
    expect(notificationOf(undefined, policy('a'), 'former_policy#1#00000001')).toBeUndefined();
    expect(
      notificationOf(undefined, { exam_id: 7, value: '5' }, 'allowance#7#additional_time_granted'),
    ).toBeUndefined();
  });
});

describe('records', () => {
  it('of one attempt, or of one exam, stay in order', () => {
    const [first, second] = recordsOf([registered(), registered({ status: 'started' })]).map(readNotification);
    expect(first?.groupKey).toBe(second?.groupKey);
  });

  it('of malformed manual changes lead to no notification', () => {
    expect(
      entryOf(readNotification(aRecord({ attempt_id: 1, status: 7 }, { attempt_id: 1, backend: ['p'] }))),
    ).toBeUndefined();
  });
});
