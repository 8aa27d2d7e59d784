import { type Actor, type Caller, requireGlobalStaff } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { Exam } from '../exams/exam.ts';

const GROUP_SUFFIX = '_review';

/** The backend that watches an attempt: the one fixed at its creation; for older attempts its registration's or its exam's. */
export function backendOf(attempt: Attempt, exam: Exam | undefined, defaultBackend: string): string {
  return attempt.watchedBy ?? attempt.backend ?? exam?.backend ?? defaultBackend;
}

/** The exam as it was to this attempt when it was created: later changes concern new attempts. */
export function examAsCreated(attempt: Attempt, exam: Exam): Exam {
  return {
    ...exam,
    backend: attempt.watchedBy ?? attempt.backend ?? exam.backend,
    isPracticeExam: attempt.createdPractice ?? exam.isPracticeExam,
    isProctored: attempt.createdProctored ?? exam.isProctored,
  };
}

/**
 * Tells whether an attempt was created as proctored. Older attempts are judged by their exam, except that one taken as
 * proctored always was: its exam becomes unproctored once it is dropped from the course.
 */
export function wasCreatedProctored(attempt: Attempt, exam: Exam | undefined): boolean {
  return attempt.createdProctored ?? (attempt.takingAsProctored || (exam?.isProctored ?? true));
}

/** Whether the backend may deliver reviews for the attempt to its own endpoint. */
export function isWatchedBy(
  backend: string,
  attempt: Attempt,
  exam: Exam | undefined,
  defaultBackend: string,
): boolean {
  return wasCreatedProctored(attempt, exam) && backendOf(attempt, exam, defaultBackend) === backend;
}

/**
 * Only a token of some vendor (a group that ends in `_review`) and global staff may ask whether an attempt exists.
 * @throws DomainError `forbidden`
 */
export function requireVendorOrGlobalStaff(caller: Caller): void {
  if (backendsOf(caller).length === 0) requireGlobalStaff(caller);
}

/** The backends that a token speaks for, by its groups. */
export function backendsOf(caller: Caller): string[] {
  return caller.groups.flatMap(group => (group.endsWith(GROUP_SUFFIX) ? [group.slice(0, -GROUP_SUFFIX.length)] : []));
}

/** The actor that speaks for this backend: a token with group `{backend}_review` or global staff; else undefined. */
export function actorFor(caller: Caller, backend: string): Actor | undefined {
  if (caller.groups.includes(`${backend}${GROUP_SUFFIX}`)) return { role: 'vendor', userId: caller.userId };
  return caller.isStaff ? { role: 'staff', userId: caller.userId } : undefined;
}
