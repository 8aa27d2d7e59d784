import { type Actor, type Caller, requireGlobalStaff } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { Exam } from '../exams/exam.ts';

const GROUP_SUFFIX = '_review';

/** The attempt's backend: fixed at creation; on attempts older than the field, the registration's or the exam's. */
export function backendOf(attempt: Attempt, exam: Exam | undefined, defaultBackend: string): string {
  return attempt.watchedBy ?? attempt.backend ?? exam?.backend ?? defaultBackend;
}

/** The exam as at the creation of the attempt: later changes apply to new attempts. */
export function examAsCreated(attempt: Attempt, exam: Exam): Exam {
  return {
    ...exam,
    backend: attempt.watchedBy ?? attempt.backend ?? exam.backend,
    isPracticeExam: attempt.createdPractice ?? exam.isPracticeExam,
    isProctored: attempt.createdProctored ?? exam.isProctored,
  };
}

/**
 * Whether an attempt was created as proctored. Attempts older than the field follow the exam, unless taken as proctored: an
 * exam becomes unproctored when it is dropped from the course.
 */
export function wasCreatedProctored(attempt: Attempt, exam: Exam | undefined): boolean {
  return attempt.createdProctored ?? (attempt.takingAsProctored || (exam?.isProctored ?? true));
}

/** Whether the backend may deliver reviews of the attempt. */
export function isWatchedBy(
  backend: string,
  attempt: Attempt,
  exam: Exam | undefined,
  defaultBackend: string,
): boolean {
  return wasCreatedProctored(attempt, exam) && backendOf(attempt, exam, defaultBackend) === backend;
}

/**
 * Requires a token of a vendor (a group that ends in `_review`) or of global staff.
 * @throws DomainError `forbidden`
 */
export function requireVendorOrGlobalStaff(caller: Caller): void {
  if (backendsOf(caller).length === 0) requireGlobalStaff(caller);
}

/** The backends of a vendor's token, by its groups. */
export function backendsOf(caller: Caller): string[] {
  return caller.groups.flatMap(group => (group.endsWith(GROUP_SUFFIX) ? [group.slice(0, -GROUP_SUFFIX.length)] : []));
}

/** The actor of a token with group `{backend}_review` or of global staff; else undefined. */
export function actorFor(caller: Caller, backend: string): Actor | undefined {
  if (caller.groups.includes(`${backend}${GROUP_SUFFIX}`)) return { role: 'vendor', userId: caller.userId };
  return caller.isStaff ? { role: 'staff', userId: caller.userId } : undefined;
}
