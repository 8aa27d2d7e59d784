import { describe, expect, it } from 'vitest';
import type { Backends } from '../../src/domain/exams/backends.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { examType } from '../../src/domain/exams/examType.ts';
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
const OPEN_3 = { examId: 3, isPastDue: false };

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

describe('the type of an exam', () => {
  it.each<[string, Partial<Exam>]>([
    ['onboarding', {}],
    ['practice', { backend: 'software_secure' }],
    ['practice', { isProctored: false }],
    ['proctored', { isPracticeExam: false }],
    ['timed', { isProctored: false, isPracticeExam: false }],
  ])('is %s with %j', (type, overrides) => {
    expect(examType(onboarding(1, overrides), BACKENDS)).toBe(type);
  });
});

describe('the onboarding exam of a course', () => {
  it('is listed newest first if it is active', () => {
    const others = [onboarding(4, { isActive: false }), anExam({ examId: 5 })];
    const exams = [onboarding(1), onboarding(3), ...others, onboarding(2)];
    expect(onboardingExamsOf(exams, BACKENDS).map(({ examId }) => examId)).toEqual([3, 2, 1]);
  });

  it.each<[string, Exam[], { examId: number; isPastDue: boolean } | undefined]>([
    ['none', [], undefined],
    ['none that is active', [onboarding(1, { isActive: false })], undefined],
    ['the newest open one', [onboarding(2), onboarding(3, { dueDate: FUTURE }), onboarding(1)], OPEN_3],
    ['an open one before newer ones past due', [onboarding(3), onboarding(4, { dueDate: NOW })], OPEN_3],
    ['the newest past due', [1, 2].map(id => onboarding(id, { dueDate: PAST })), { examId: 2, isPastDue: true }],
  ])('is %s', (_case, exams, expected) => {
    const chosen = chooseOnboardingExam(exams, BACKENDS, NOW);
    expect(chosen && { examId: chosen.exam.examId, isPastDue: chosen.isPastDue }).toEqual(expected);
  });
});
