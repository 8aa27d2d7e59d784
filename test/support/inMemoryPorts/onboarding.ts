import type { EnrolmentStore } from '../../../src/usecases/ports/enrolmentStore.ts';
import type { LearnerNames } from '../../../src/usecases/ports/learnerNames.ts';
import type { OnboardingAttempts } from '../../../src/usecases/ports/onboardingAttempts.ts';
import { atomically, type Database, freeze, slotKey } from './database.ts';

export function createEnrolmentStore({ enrolments, erased }: Database): EnrolmentStore {
  return {
    ofCourse: courseId =>
      atomically(() => {
        const ofCourse = [...enrolments.values()].filter(enrolment => enrolment.courseId === courseId);
        return new Map(ofCourse.map(({ userId, mode }) => [userId, mode] as const).sort(([a], [b]) => a - b));
      }),

    enrol: entries =>
      atomically(() => {
        for (const enrolment of entries) {
          if (!erased.has(enrolment.userId)) enrolments.set(keyOf(enrolment), freeze(enrolment));
        }
      }),

    withdraw: entries =>
      atomically(() => {
        for (const enrolment of entries) enrolments.delete(keyOf(enrolment));
      }),
  };
}

const keyOf = ({ courseId, userId }: { courseId: string; userId: number }) => `${userId}#${courseId}`;

export function createLearnerNames({ learners, usernames }: Database): LearnerNames {
  return {
    of: userIds =>
      atomically(() => {
        const registered = userIds.flatMap(userId => {
          const stored = learners.get(userId);
          return stored && !stored.isExpected ? [freeze(stored.learner)] : [];
        });
        return new Map(registered.map(learner => [learner.id, learner]));
      }),
    idOf: username => atomically(() => usernames.get(username)),
  };
}

export function createOnboardingAttempts({ attempts, slots }: Database): OnboardingAttempts {
  return {
    currentOf: (userIds, examIds) =>
      atomically(() =>
        userIds.flatMap(userId =>
          examIds.flatMap(examId => freeze(attempts.get(slots.get(slotKey(examId, userId)) ?? 0)) ?? []),
        ),
      ),

    allOf: (userIds, matches) =>
      atomically(() =>
        [...attempts.values()].filter(attempt => userIds.includes(attempt.user.id) && matches(attempt)).map(freeze),
      ),
  };
}
