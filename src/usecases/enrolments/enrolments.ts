import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import type { Enrolment, EnrolmentStore } from '../ports/enrolmentStore.ts';

interface Ports {
  enrolments: EnrolmentStore;
}

/**
 * Stores enrolments; a learner who is enrolled gets the new mode.
 * @throws DomainError `forbidden`; `too_many_enrolments` before anything is stored
 */
export async function registerEnrolments(
  { enrolments }: Ports,
  caller: Caller,
  entries: readonly Enrolment[],
): Promise<void> {
  requireGlobalStaff(caller);
  await enrolments.enrol(entries);
}

/**
 * Removes enrolments; no error for one that is not there.
 * @throws DomainError `forbidden`
 */
export async function removeEnrolments(
  { enrolments }: Ports,
  caller: Caller,
  entries: readonly Omit<Enrolment, 'mode'>[],
): Promise<void> {
  requireGlobalStaff(caller);
  await enrolments.withdraw(entries);
}

/**
 * A page of a course's enrolments, by user id.
 * @param page `after`: the last user id of the page before
 * @throws DomainError `forbidden`
 */
export async function listEnrolments(
  { enrolments }: Ports,
  caller: Caller,
  courseId: string,
  page: { limit: number; after: number },
): Promise<{ enrolments: Enrolment[]; nextAfter: number | null }> {
  requireGlobalStaff(caller);
  const remaining = [...(await enrolments.ofCourse(courseId))].filter(([userId]) => userId > page.after);
  const listed = remaining.slice(0, page.limit).map(([userId, mode]) => ({ courseId, userId, mode }));
  return { enrolments: listed, nextAfter: remaining.length > page.limit ? (listed.at(-1)?.userId ?? null) : null };
}
