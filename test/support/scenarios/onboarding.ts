import type { Action } from '../../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { Backends } from '../../../src/domain/exams/backends.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import { registerLearners } from '../../../src/usecases/learners/registerLearners.ts';
import { aBackend, aKnownLearner, newCourseId, STAFF } from '../builders.ts';
import { type Stores, storedAttempt, storedExam } from './stored.ts';

const BACKENDS: Backends = {
  byName: new Map([
    ['software_secure', aBackend()],
    ['p', aBackend({ supportsOnboarding: true })],
  ]),
  defaultName: 'software_secure',
};

/** Onboarding exams, learners and attempts, in memory or on DynamoDB Local. */
export function onboardingScenarios(stores: () => Stores) {
  const ports = () => ({ ...stores().ports, backends: BACKENDS });
  const onboardingExam = (overrides: Partial<Exam> = {}) =>
    storedExam(stores(), { courseId: newCourseId(), isPracticeExam: true, backend: 'p', ...overrides });
  return {
    ports,
    onboardingExam,
    async newCourse(overrides: Partial<Exam> = {}) {
      const courseId = newCourseId();
      return { courseId, examId: await onboardingExam({ courseId, ...overrides }) };
    },

    /** A registered learner; their username is unique. */
    async newLearner(name = 'u') {
      const learner = aKnownLearner();
      const user = { ...learner, username: `${name}${learner.id}`, email: `${learner.id}@${name}.example` };
      await registerLearners(ports(), STAFF, [user]);
      return user;
    },

    /** An attempt of the learner, and what staff or the learner did with it. */
    async attempt(
      examId: number,
      user: { id: number; username: string },
      ...actions: Exclude<Action, 'reset_attempt'>[]
    ): Promise<Attempt> {
      const attempt = await storedAttempt(stores(), examId, { user: { email: '', name: '', ...user } });
      for (const action of actions) {
        const isOfStaff = action === 'verify' || action === 'reject';
        const by = isOfStaff ? STAFF : { ...STAFF, isStaff: false, userId: user.id };
        await actOnAttempt(ports(), by, attempt.attemptId, action);
      }
      return (await ports().attempts.read(attempt.attemptId)) as Attempt;
    },

    enrol: (courseId: string, ...userIds: number[]) =>
      ports().enrolments.enrol(userIds.map(userId => ({ courseId, userId, mode: 'verified' }))),
  };
}
