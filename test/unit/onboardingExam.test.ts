import { describe, expect, it } from 'vitest';
import type { Backends } from '../../src/domain/exams/backends.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { chooseOnboardingExam, isOnboardingExam, onboardingExamsOf } from '../../src/domain/exams/onboardingExam.ts';
import { laterBy } from '../../src/domain/time.ts';
import { aBackend, anExam, NOW } from '../support/builders.ts';

const BACKENDS: Backends = {
  byName: new Map([
    ['software_secure', aBackend()],
    ['proctortrack', aBackend({ supportsOnboarding: true })],
  ]),
  defaultName: 'software_secure',
};
const [PAST, FUTURE] = [laterBy(NOW, -60), laterBy(NOW, 60)];

const onboarding = (examId: number, overrides: Partial<Exam> = {}) =>
  anExam({ examId, isProctored: true, isPracticeExam: true, backend: 'proctortrack', dueDate: null, ...overrides });

describe('an onboarding exam', () => {
  it.each<[string, Partial<Exam>, boolean]>([
    ['proctored practice with a backend that supports onboarding', {}, true],
    ['with a backend that does not', { backend: 'software_secure' }, false],
    ['with the default backend', { backend: null }, false],
    ['with a backend that is not configured', { backend: 'other' }, false],
    ['not proctored', { isProctored: false }, false],
    ['not practice', { isPracticeExam: false }, false],
  ])('%s', (_case, overrides, isOnboarding) => {
    expect(isOnboardingExam(onboarding(1, overrides), BACKENDS)).toBe(isOnboarding);
  });
});

describe('the onboarding exam of a course', () => {
  it('is listed newest first if it is active', () => {
    const others = [onboarding(4, { isActive: false }), anExam({ examId: 5 })];
    const exams = [onboarding(1), onboarding(3), ...others, onboarding(2)];
    expect(onboardingExamsOf(exams, BACKENDS).map(({ examId }) => examId)).toEqual([3, 2, 1]);
  });

  const released = (exams: readonly [Exam, string | null][]) => new Map(exams.map(([exam, at]) => [exam.examId, at]));
  it.each<[string, [Exam, string | null][], [number, string] | undefined]>([
    ['none', [], undefined],
    ['none that is active', [[onboarding(1, { isActive: false }), null]], undefined],
    [
      'the newest open one',
      [
        [onboarding(2), null],
        [onboarding(3, { dueDate: FUTURE }), NOW],
        [onboarding(1), PAST],
      ],
      [3, 'open'],
    ],
    [
      'an open one before newer ones',
      [
        [onboarding(1), PAST],
        [onboarding(2), FUTURE],
        [onboarding(3, { dueDate: NOW }), null],
      ],
      [1, 'open'],
    ],
    [
      'a future one before a newer one past due',
      [
        [onboarding(1, { dueDate: FUTURE }), FUTURE],
        [onboarding(3, { dueDate: PAST }), null],
      ],
      [1, 'future'],
    ],
    ['the newest past due', [1, 2].map(id => [onboarding(id, { dueDate: PAST }), null]), [2, 'past_due']],
  ])('is %s', (_case, exams, expected) => {
    const releases = released(exams);
    const chosen = chooseOnboardingExam(
      exams.map(([exam]) => exam),
      BACKENDS,
      NOW,
      ({ examId }) => releases.get(examId) ?? null,
    );
    expect(chosen && [chosen.exam.examId, chosen.period]).toEqual(expected);
  });

  it('is open from its creation where no release is known', () => {
    expect(chooseOnboardingExam([onboarding(1)], BACKENDS, NOW)?.period).toBe('open');
  });
});
