import { type Caller, isStaffOf } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { learnerAccessSeconds, MAX_ACCESS_SECONDS } from '../../domain/exams/examAccess.ts';
import { type ShowingPorts, shownAttempt } from '../attempts/shownAttempt.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import type { LearnerAttempts } from '../ports/learnerAttempts.ts';

export interface ExamAccess {
  exam: Exam;
  seconds: number;
}

/**
 * For how long the caller may see the content of an exam: staff of its course always, others by their attempt.
 * @throws DomainError `exam_not_found`, `forbidden` for no access
 */
export async function readExamAccess(
  ports: StaffRightsPorts & ShowingPorts & { learnerAttempts: Pick<LearnerAttempts, 'atExam'> },
  caller: Caller,
  examId: number,
): Promise<ExamAccess> {
  const read = await ports.learnerAttempts.atExam(caller.userId, examId);
  if (!read) throw new DomainError('exam_not_found', `There is no exam with the id ${examId}.`);
  const { exam } = read.terms;
  const attempt = read.current && shownAttempt(ports, read.current);
  const asLearner = learnerAccessSeconds(exam, attempt, ports.clock());
  // Staff rights, which may need another read, grant no more than this.
  const isGrantedInFull = asLearner === MAX_ACCESS_SECONDS;
  const isStaff = isGrantedInFull || isStaffOf(await withStaffRights(ports, caller, [exam.courseId]), exam.courseId);
  const seconds = isStaff ? MAX_ACCESS_SECONDS : asLearner;
  if (seconds > 0) return { exam, seconds };
  throw new DomainError('forbidden', `The content of exam ${examId} is for learners whose attempt is running.`);
}
