import { expect } from 'vitest';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import { removeAllowance, setAllowance } from '../../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import { aCaller, STAFF } from '../builders.ts';
import { type Stores, storedAttempt, storedExam } from './stored.ts';

/** Attempts of learners with allowances. @param storesOf called by each test: the stores open before the first */
export function allowanceScenarios(storesOf: () => Stores) {
  const grant = (examId: number, userId: number, value: string, clock = storesOf().ports.clock) =>
    setAllowance({ ...storesOf().ports, clock }, STAFF, {
      examId,
      userInfo: String(userId),
      key: ADDITIONAL_TIME,
      value,
    });
  const remove = (examId: number, userId: number, clock = storesOf().ports.clock) =>
    removeAllowance({ ...storesOf().ports, clock }, STAFF, { examId, userId, key: ADDITIONAL_TIME });

  async function setUp(overrides: Partial<Exam> = {}) {
    const examId = await storedExam(storesOf(), overrides);
    const attempt = await storedAttempt(storesOf(), examId);
    const learner = aCaller({ userId: attempt.user.id });
    return {
      examId,
      userId: attempt.user.id,
      attemptId: attempt.attemptId,
      act: (action: 'start' | 'submit' | 'stop') => actOnAttempt(storesOf().ports, learner, attempt.attemptId, action),
      read: async () => (await storesOf().ports.attempts.read(attempt.attemptId)) ?? expect.fail('the attempt is gone'),
    };
  }

  return { grant, remove, setUp };
}
