import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { requireCourseStaff } from '../courseStaff/staffRights.ts';
import { requireExamOfCourse } from '../exams/examOfCourse.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';
import { removeAllAttempts } from './removeAllAttempts.ts';

/**
 * Removes all attempts of a learner, by username, at an exam of the course.
 * @throws DomainError `forbidden`, `exam_not_found` also for an exam of another course, `learner_not_found`, and as
 *   `removeAllAttempts`
 */
export async function resetAttemptsByUsername(
  ports: Parameters<typeof removeAllAttempts>[0] & { learners: Pick<LearnerStore, 'find'> },
  caller: Caller,
  courseId: string,
  { examId, username }: { examId: number; username: string },
): Promise<void> {
  await requireCourseStaff(ports, caller, courseId);
  await requireExamOfCourse(ports, courseId, examId);
  const learner = await ports.learners.find(username);
  // Emails and ids are no usernames here: a mistyped one would name another learner.
  if (learner?.username !== username) {
    throw new DomainError('learner_not_found', 'No learner is known by this username. Register the learner first.');
  }
  await removeAllAttempts(ports, caller, { examId, userId: learner.id });
}
