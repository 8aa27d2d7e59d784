import { type Caller, isStaffOf } from '../actors.ts';
import type { Exam } from '../exams/exam.ts';
import { backendOf } from '../vendors/actingForVendor.ts';
import type { Attempt } from './attempt.ts';

/** How much the backends of a deployment depend on the external id being a secret. */
export interface ExternalIdPolicy {
  /** The backends whose vendors prove themselves by a token: their external ids are no secret, and their clients need them. */
  backendsWithTokens: ReadonlySet<string>;
  /** The backend of exams that name none. */
  defaultBackend: string;
}

/** The viewer of an attempt. */
export interface ExternalIdViewer extends ExternalIdPolicy {
  caller: Caller;
}

/**
 * The external id as far as the caller may know it. With the attempt code it authenticates a vendor that posts
 * unsigned: the learner of the attempt must not know it, even with other rights in the course.
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
