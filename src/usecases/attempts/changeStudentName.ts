import type { Actor, Caller } from '../../domain/actors.ts';
import { type Attempt, withChange } from '../../domain/attempts/attempt.ts';
import { DomainError } from '../../domain/errors.ts';
import { requireCourseStaffOver, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { attemptNotFound, requireAttempt } from './readAttempt.ts';
import { type ShowingPorts, type ShownAttempt, showAttempt } from './shownAttempt.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Changes the student name of an attempt; no status changes, so nothing is archived.
 * @returns the attempt with its time-out applied, and its exam
 * @throws DomainError `attempt_not_found`, `forbidden`, `learner_retired`, `busy`
 */
export async function changeStudentName(
  ports: StaffRightsPorts &
    ShowingPorts & { attempts: AttemptStore; exams: Pick<ExamStore, 'readCached' | 'readConsistent'> },
  caller: Caller,
  attemptId: number,
  studentName: string,
): Promise<ShownAttempt> {
  const stored = await requireAttempt(ports.attempts, attemptId, attemptNotFound);
  const by = await requireCourseStaffOver(ports, caller, stored.courseId, stored.user.id);
  const rename = (attempt: Attempt) =>
    attempt.studentName === studentName ? attempt : withStudentName(attempt, studentName, { now: ports.clock(), by });
  const renamed = await updateWithOptimisticLock(ports.attempts, stored, rename, attemptNotFound);
  return showAttempt(ports, renamed);
}

function withStudentName(attempt: Attempt, studentName: string, write: { now: string; by: Actor }): Attempt {
  if (!attempt.isErased) return withChange(attempt, { studentName }, write);
  throw new DomainError(
    'learner_retired',
    `The learner's data was erased: the student name of attempt ${attempt.attemptId} cannot be changed.`,
  );
}
