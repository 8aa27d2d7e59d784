import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import { isInProgress } from '../../../src/domain/attempts/status.ts';
import type { ContentOfCourse, LearnerAttempts } from '../../../src/usecases/ports/learnerAttempts.ts';
import { allowanceKey } from './allowances.ts';
import { atomically, byAttemptId, type Database, freeze, slotKey } from './database.ts';
import { contentKey } from './exams.ts';

const MAX_IN_PROGRESS = 100;

export function createLearnerAttempts({
  attempts,
  slots,
  exams,
  contentClaims,
  allowances,
}: Database): LearnerAttempts {
  const termsOf = (userId: number, examId: number, isBeforeStart = true) => {
    const exam = exams.get(examId);
    const granted = isBeforeStart ? allowances.get(allowanceKey(examId, userId, ADDITIONAL_TIME))?.value : undefined;
    return exam && { exam, additionalSeconds: 60 * Number(granted ?? 0) };
  };
  const inProgressOf = (userId: number) =>
    [...attempts.values()]
      .filter(({ user, status }) => user.id === userId && isInProgress(status))
      .sort(byAttemptId)
      .reverse()
      .slice(0, MAX_IN_PROGRESS)
      .flatMap(attempt => {
        const terms = termsOf(userId, attempt.examId, attempt.startedAt === null);
        return terms ? [{ attempt, terms }] : [];
      });
  const atExam = (userId: number, examId: number) => {
    const terms = termsOf(userId, examId);
    return terms && { terms, current: attempts.get(slots.get(slotKey(examId, userId)) ?? 0) };
  };
  const atContent = (userId: number, { courseId, contentId }: ContentOfCourse) =>
    atExam(userId, contentClaims.get(contentKey(courseId, contentId)) ?? 0);
  return {
    inProgressOf: userId => atomically(() => freeze(inProgressOf(userId))),
    atExam: (userId, examId) => atomically(() => freeze(atExam(userId, examId))),
    atContent: (userId, content) => atomically(() => freeze(atContent(userId, content))),
    inProgressAndAtContent: (userId, content) =>
      atomically(() => freeze({ inProgress: inProgressOf(userId), atContent: atContent(userId, content) })),
  };
}
