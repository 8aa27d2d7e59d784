import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import {
  canHaveListStatus,
  hasOnboardingAttempts,
  isOnboardingAttempt,
  listStatusOf,
  type OnboardingListStatus,
  onboardingAt,
} from '../../src/domain/attempts/onboardingStatus.ts';
import { ATTEMPT_STATUSES, type AttemptStatus } from '../../src/domain/attempts/status.ts';
import type { Backends } from '../../src/domain/exams/backends.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { drawId, timeOfId } from '../../src/domain/ids.ts';
import { laterBy } from '../../src/domain/time.ts';
import { aBackend, anAttempt, anExam, COURSE, NOW } from '../support/builders.ts';

const DAY = 24 * 60 * 60;
const daysAgo = (days: number) => laterBy(NOW, -days * DAY);
const OTHER_COURSE = 'course-v1:Other+1+2026';

const at = (attemptId: number, status: AttemptStatus, overrides: Partial<Attempt> = {}) =>
  anAttempt({ attemptId, status, ...overrides });
const elsewhere = (attemptId: number, status: AttemptStatus, modifiedAt = NOW) =>
  at(attemptId, status, { courseId: OTHER_COURSE, modifiedAt });

describe('the onboarding of a learner at a course', () => {
  const yearAfter = (days: number) => laterBy(daysAgo(days), 365 * DAY);
  it.each<[string, Attempt[], [status: string | null, attemptId: number | undefined, expiresAt: string | null]]>([
    ['is nothing without attempts', [], [null, undefined, null]],
    [
      'has the status of the newest attempt',
      [at(3, 'submitted'), at(5, 'started'), at(4, 'error')],
      ['started', 5, null],
    ],
    [
      'is verified although a newer attempt is not',
      [at(1, 'verified'), at(2, 'rejected')],
      ['verified', 1, yearAfter(0)],
    ],
    [
      'is verified by the attempt changed last',
      [at(2, 'verified', { modifiedAt: daysAgo(9) }), at(1, 'verified', { modifiedAt: daysAgo(1) })],
      ['verified', 1, yearAfter(1)],
    ],
    [
      'stays verified after its expiry',
      [at(1, 'verified', { modifiedAt: daysAgo(800) })],
      ['verified', 1, yearAfter(800)],
    ],
    ['is approved in another course', [elsewhere(1, 'verified')], ['other_course_approved', 1, yearAfter(0)]],
    [
      'is approved there whatever is not verified here',
      [at(9, 'rejected'), elsewhere(1, 'verified')],
      ['other_course_approved', 1, yearAfter(0)],
    ],
    [
      'is verified here before it is approved there',
      [at(1, 'verified', { modifiedAt: daysAgo(400) }), elsewhere(9, 'verified')],
      ['verified', 1, yearAfter(400)],
    ],
    [
      'is approved there for two years',
      [elsewhere(1, 'verified', daysAgo(730))],
      ['other_course_approved', 1, yearAfter(730)],
    ],
    [
      'is not approved there any more after two years',
      [elsewhere(1, 'verified', daysAgo(731))],
      [null, undefined, null],
    ],
    ['has no status of an attempt there that is not verified', [elsewhere(1, 'submitted')], [null, undefined, null]],
  ])('%s', (_what, attempts, [status, attemptId, expiresAt]) => {
    const onboarding = onboardingAt(COURSE, attempts, NOW);
    expect(onboarding).toMatchObject({ status, expiresAt });
    expect(onboarding.attempt?.attemptId).toBe(attemptId);
  });
});

describe('an onboarding attempt', () => {
  const BACKENDS: Backends = {
    byName: new Map([
      ['p', aBackend({ supportsOnboarding: true })],
      ['software_secure', aBackend()],
    ]),
    defaultName: 'software_secure',
  };
  const created = { watchedBy: 'p', createdPractice: true, createdProctored: true };
  const practice = anExam({ isPracticeExam: true, backend: 'p' });
  it.each<[string, Partial<Attempt>, Exam | undefined, boolean]>([
    ['is proctored practice with the backend', created, undefined, true],
    ['whatever the exam is now', created, anExam({ isProctored: false, backend: 'x' }), true],
    ['not unproctored', { ...created, createdProctored: false }, practice, false],
    ['not a real exam', { ...created, createdPractice: false }, practice, false],
    ['not with another backend', { ...created, watchedBy: 'software_secure' }, practice, false],
    ['older than these fields: as the exam is', {}, practice, true],
    ['older than these fields, at an exam of another backend', {}, anExam({ isPracticeExam: true }), false],
    ['older than these fields, whose exam is gone', {}, undefined, false],
  ])('%s', (_what, overrides, exam, expected) => {
    expect(isOnboardingAttempt(anAttempt(overrides), exam, 'p', BACKENDS)).toBe(expected);
  });

  it('needs a backend that supports onboarding', () => {
    const attempt = anAttempt({ ...created, watchedBy: 'software_secure' });
    expect(isOnboardingAttempt(attempt, undefined, 'software_secure', BACKENDS)).toBe(false);
  });

  it.each<[string, Partial<Exam>, boolean]>([
    ['practice with the backend', {}, true],
    ['also when withdrawn from the course', { isActive: false, isProctored: false }, true],
    ['not a real exam', { isPracticeExam: false }, false],
    ['not with the default backend', { backend: null }, false],
  ])('can be at an exam: %s', (_what, overrides, expected) => {
    expect(hasOnboardingAttempts({ ...practice, ...overrides }, 'p', 'software_secure')).toBe(expected);
  });

  it('can be at an exam that names no backend, with the default one', () => {
    expect(hasOnboardingAttempts({ ...practice, backend: null }, 'p', 'p')).toBe(true);
  });
});

describe('the status of the staff’s list', () => {
  const listed = (...attempts: Attempt[]) => listStatusOf(onboardingAt(COURSE, attempts, NOW), NOW);

  it('follows from each status of an attempt', () => {
    const byStatus = Object.groupBy(ATTEMPT_STATUSES, status => listed(at(1, status)));
    expect(byStatus).toEqual({
      not_started: ['declined', 'onboarding_missing'],
      setup_started: ['created', 'download_software_clicked', 'ready_to_start', 'eligible'],
      onboarding_started: ['started', 'ready_to_submit'],
      submitted: ['timed_out', 'submitted', 'second_review_required', 'onboarding_pending'],
      verified: ['verified'],
      rejected: ['rejected', 'onboarding_failed'],
      error: ['error'],
      expired: ['onboarding_expired', 'expired'],
      onboarding_reset_past_due: ['onboarding_reset'],
    });
  });

  it.each<[OnboardingListStatus, Attempt[]]>([
    ['not_started', []],
    ['verified', [at(1, 'verified', { modifiedAt: laterBy(daysAgo(365), 1) })]],
    ['expired', [at(1, 'verified', { modifiedAt: daysAgo(365) })]],
    ['other_course_approved', [elsewhere(1, 'verified')]],
    ['other_course_approved', [elsewhere(1, 'verified', daysAgo(400))]],
  ])('is %s', (status, attempts) => {
    expect(listed(...attempts)).toBe(status);
  });

  const superseding = at(2, 'submitted', { hasPreviousAttempt: true });
  it.each<[string, Attempt[], OnboardingListStatus[], boolean]>([
    ['that of the current attempt', [at(1, 'submitted')], ['error', 'submitted'], true],
    ['of another attempt', [at(1, 'submitted')], ['error', 'verified', 'not_started'], false],
    ['not_started without one', [], ['not_started'], true],
    ['not another one without attempts', [], ['submitted', 'verified'], false],
    ['an approval in another course', [at(1, 'submitted')], ['other_course_approved'], true],
    ['an approval in another course, without an attempt', [], ['other_course_approved'], true],
    ['not that of another course if it is verified here', [at(1, 'verified')], ['other_course_approved'], false],
    ['verified by an earlier attempt', [superseding], ['verified'], true],
    ['expired by an earlier attempt', [superseding], ['expired'], true],
    ['not rejected by an earlier attempt', [superseding], ['rejected'], false],
    ['not expired if it is verified', [at(2, 'verified', { hasPreviousAttempt: true })], ['expired'], false],
  ])('can be, by the current attempts: %s', (_what, current, statuses, expected) => {
    expect(canHaveListStatus(current, new Set(statuses), { courseId: COURSE, now: NOW })).toBe(expected);
  });
});

describe('the time of an id', () => {
  it('is that of its drawing', () => {
    for (const random of [0, 4095]) expect(timeOfId(drawId(NOW, () => random))).toBe(NOW);
  });
});
