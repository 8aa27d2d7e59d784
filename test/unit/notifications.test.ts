import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATUSES } from '../../src/domain/attempts/status.ts';
import { isNotifiableExamChange } from '../../src/domain/vendors/notifiableExamChange.ts';
import { isSuperseded, toNotification } from '../../src/domain/vendors/toNotification.ts';

const image = (status: string | null, overrides: object = {}) => ({
  ...{ status, backend: 'rest', externalId: 'E-1', examId: 5 },
  ...overrides,
});
const notificationOf = (notice: string) => ({ backend: 'rest', externalId: 'E-1', examId: 5, notice });

describe('the notification of an attempt’s vendor', () => {
  it('is sent for a start, an end, an error and a removal only', () => {
    const notices = Object.fromEntries(
      [...ATTEMPT_STATUSES, 'made_up', null].flatMap(status => {
        const notification = toNotification(image('other'), image(status));
        return notification ? [[status, notification.notice]] : [];
      }),
    );
    expect(notices).toEqual({ started: 'started', submitted: 'submitted', timed_out: 'submitted', error: 'error' });
    expect(toNotification(undefined, image('started'))).toEqual(notificationOf('started'));
    expect(toNotification(image('started'), undefined)).toEqual(notificationOf('removed'));
  });

  it('is not sent for an attempt that the service did not register, or that does not exist', () => {
    for (const overrides of [{ backend: null }, { externalId: null }]) {
      expect(toNotification(image('created', overrides), image('started', overrides))).toBeUndefined();
      expect(toNotification(image('created', overrides), undefined)).toBeUndefined();
    }
    expect(toNotification(undefined, undefined)).toBeUndefined();
  });

  it('is not sent if the status is unchanged, or restored after a reset', () => {
    expect(toNotification(image('started'), image('started'))).toBeUndefined();
    expect(toNotification(image('onboarding_reset'), image('error'))).toBeUndefined();
    expect(toNotification(image('onboarding_reset'), undefined)).toEqual(notificationOf('removed'));
  });
});

describe('a delayed notification', () => {
  it.each([
    ['started', 'created', false],
    ['started', 'started', false],
    ['started', 'ready_to_submit', false],
    ['started', 'submitted', true],
    ['started', undefined, true],
    ['submitted', 'started', false],
    ['submitted', 'verified', false],
    ['submitted', undefined, true],
    ['error', 'error', false],
    ['error', undefined, true],
    ['removed', undefined, false],
    ['removed', 'created', false],
  ] as const)('%s is superseded once the attempt is %s: %s', (notice, status, expected) => {
    expect(isSuperseded(notice, status)).toBe(expected);
  });
});

describe('the change of an exam', () => {
  const exam = {
    ...{ examName: 'Midterm', courseId: 'c', isProctored: true, isPracticeExam: false, isActive: true },
    backend: null,
  };

  it.each([
    ['a new proctored exam', undefined, exam, true],
    ['a new unproctored exam', undefined, { ...exam, isProctored: false }, false],
    ['another name', exam, { ...exam, examName: 'Final' }, true],
    ['proctored from now on', { ...exam, isProctored: false }, exam, true],
    ['no longer proctored', exam, { ...exam, isProctored: false }, true],
    ['never proctored', { ...exam, isProctored: false }, { ...exam, isProctored: false, examName: 'Final' }, false],
    ['no notified field', exam, { ...exam }, false],
    ['removed', exam, undefined, false],
  ])('%s: notified or not', (_name, before, after, expected) => {
    expect(isNotifiableExamChange(before, after)).toBe(expected);
  });
});
