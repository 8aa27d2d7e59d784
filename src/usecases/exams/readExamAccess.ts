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
 * Seconds for which the caller may see the content of an exam: the maximum for staff of its course, by their attempt for others.
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
  const attempt = read.current && shownAttempt(ports, read.current, exam);
  const asLearner = learnerAccessSeconds(exam, attempt, ports.clock());
  // Before the staff rights, which may cost a read.
  if (asLearner === MAX_ACCESS_SECONDS) return { exam, seconds: asLearner };
  const staff = await withStaffRights(ports, caller, [exam.courseId]);
  const seconds = isStaffOf(staff, exam.courseId) ? MAX_ACCESS_SECONDS : asLearner;
  if (seconds > 0) return { exam, seconds };
  throw new DomainError(
    'forbidden',
    `You may see the content of exam ${examId} while your attempt runs; after the due date, if you submitted it and the exam does not hide it, or never began.`,
  );
}
