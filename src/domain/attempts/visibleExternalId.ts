import { type Caller, isOwnDataOfCourseStaff, isStaffOf } from '../actors.ts';
import type { Exam } from '../exams/exam.ts';
import type { Attempt } from './attempt.ts';
import { backendOf } from './createdAs.ts';

/** The backends whose external ids are no secret. */
export interface ExternalIdPolicy {
  /** Their vendors authenticate by a token, and their clients need the external id. */
  backendsWithTokens: ReadonlySet<string>;
  /** The backend of exams that name none. */
  defaultBackend: string;
}

export interface ExternalIdViewer extends ExternalIdPolicy {
  caller: Caller;
}

/**
 * Whether staff may know the external id of the learner's attempt, in any answer. With the attempt code it authenticates an
 * unsigned vendor, so nobody but global staff knows that of an own attempt.
 */
export function mayKnowExternalId(staff: Caller, learnerId: number): boolean {
  return !isOwnDataOfCourseStaff(staff, learnerId);
}

/** The external id as far as the caller may know it. */
export function visibleExternalId(attempt: Attempt, exam: Exam | null, viewer: ExternalIdViewer): string | null {
  return seesExternalId(attempt, exam, viewer) ? attempt.externalId : null;
}

function seesExternalId(attempt: Attempt, exam: Exam | null, viewer: ExternalIdViewer): boolean {
  const { caller, backendsWithTokens, defaultBackend } = viewer;
  if (backendsWithTokens.has(backendOf(attempt, exam ?? undefined, defaultBackend))) return true;
  return isStaffOf(caller, attempt.courseId) && mayKnowExternalId(caller, attempt.user.id);
}
