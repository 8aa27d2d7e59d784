import { type Caller, isStaffOf } from '../actors.ts';
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
 * The external id as far as the caller may know it. With the attempt code it authenticates an unsigned vendor, so the
 * attempt's learner must not know it, not even as staff of the course.
 */
export function visibleExternalId(attempt: Attempt, exam: Exam | null, viewer: ExternalIdViewer): string | null {
  return seesExternalId(attempt, exam, viewer) ? attempt.externalId : null;
}

function seesExternalId(attempt: Attempt, exam: Exam | null, viewer: ExternalIdViewer): boolean {
  const { caller, backendsWithTokens, defaultBackend } = viewer;
  if (caller.isStaff) return true;
  if (backendsWithTokens.has(backendOf(attempt, exam ?? undefined, defaultBackend))) return true;
  return attempt.user.id !== caller.userId && isStaffOf(caller, attempt.courseId);
}
