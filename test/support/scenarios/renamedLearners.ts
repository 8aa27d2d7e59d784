import { expect } from 'vitest';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { KnownLearner } from '../../../src/domain/learners/knownLearner.ts';
import { setAllowance } from '../../../src/usecases/allowances/setAllowance.ts';
import { listAttempts } from '../../../src/usecases/attempts/listAttempts.ts';
import { registerLearners } from '../../../src/usecases/learners/registerLearners.ts';
import { aKnownLearner, newCourseId, STAFF } from '../builders.ts';
import { type Stores, storedAttempt, storedExam } from './stored.ts';

/** Learners with attempts and allowances. @param storesOf called by each test: the stores open before the first */
export function renamingScenarios(storesOf: () => Stores) {
  const register = (...learners: KnownLearner[]) => registerLearners(storesOf().ports, STAFF, learners);
  const grant = (examId: number, userId: number, value = '5') =>
    setAllowance(storesOf().ports, STAFF, { examId, userInfo: userId, key: ADDITIONAL_TIME, value });
  const read = async (attemptId: number) =>
    (await storesOf().ports.attempts.read(attemptId)) ?? expect.fail('it is gone');

  /** A learner with two attempts and an allowance, in a course of its own. */
  async function setUp(overrides: Partial<KnownLearner> = {}) {
    const courseId = newCourseId();
    const person = aKnownLearner(overrides);
    await register(person);
    const [first, second] = await Promise.all([1, 2].map(() => storedExam(storesOf(), { courseId })));
    const attempts = [];
    for (const examId of [first ?? 0, second ?? 0])
      attempts.push(await storedAttempt(storesOf(), examId, { user: person }));
    await grant(first ?? 0, person.id);
    const visibleNames = async () => {
      const { listed } = await listAttempts(storesOf().ports, STAFF, courseId, { cursor: '' });
      const allowances = await storesOf().ports.allowances.ofCourse(courseId);
      return {
        listed: listed.map(({ attempt }) => attempt.user),
        students: listed.map(({ attempt }) => attempt.studentName),
        granted: allowances.map(({ user }) => user),
      };
    };
    const countMatches = async (search: string) =>
      (await listAttempts(storesOf().ports, STAFF, courseId, { cursor: '', search })).listed.length;
    return { courseId, person, examId: first ?? 0, attempts, visibleNames, countMatches };
  }

  return { register, grant, read, setUp };
}
