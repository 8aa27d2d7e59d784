import { type Caller, requireStaffOf } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { ExamStore } from '../exams/exam.ts';
import type { ChangingPorts } from './attemptPorts.ts';

/** One transaction holds so many removals. */
const MOST_TOGETHER = 30;
const MOST_ROUNDS = 100;

/**
 * Removes all attempts of a learner at an exam, which gives them the exam anew: all or none, but for more than 30, which
 * go in groups, the oldest first. Repeated when one of them changes meanwhile.
 * @throws Refusal `exam_not_found`, `forbidden`, `busy`
 */
export async function resetAttempts(
  given: Pick<ChangingPorts, 'attempts' | 'clock'> & { exams: Pick<ExamStore, 'read'> },
  caller: Caller,
  learner: { examId: number; userId: number },
): Promise<void> {
  const { examId, userId } = learner;
  const exam = await given.exams.read(examId);
  if (!exam) throw new Refusal('exam_not_found', `There is no exam with the id ${examId}.`);
  const by = requireStaffOf(caller, exam.courseId);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const attempts = await given.attempts.ofLearnerAtExam(examId, userId);
    if (attempts.length === 0) return;
    const removal = { at: given.clock(), by, reason: 'all attempts of the learner reset' };
    const { stored } = await given.attempts.removeTogether(attempts.slice(0, MOST_TOGETHER), removal);
    if (stored && attempts.length <= MOST_TOGETHER) return;
  }
  throw new Refusal('busy', 'The attempts are being changed by many at once. Try again.');
}
