import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { CourseStaffChange, CourseStaffStore } from '../ports/courseStaffStore.ts';

interface Ports {
  courseStaff: CourseStaffStore;
  clock: Clock;
}

export interface CourseStaffEntry {
  courseId: string;
  userId: number;
}

/** The staff of a course are one item, which each check of their rights reads. */
export const MAX_STAFF_OF_A_COURSE = 1000;
const CONCURRENCY = 10;

/**
 * Adds course staff; an entry that is there stays.
 * @throws DomainError `forbidden`, `too_many_course_staff` before anything is stored
 */
export async function addCourseStaff(
  ports: Ports,
  caller: Caller,
  entries: readonly CourseStaffEntry[],
): Promise<void> {
  requireGlobalStaff(caller);
  const added = byCourse(entries);
  const present = await ports.courseStaff.read([...added.keys()]);
  for (const [courseId, userIds] of added) {
    const before = present.get(courseId) ?? new Set();
    const { size } = userIds.union(before);
    if (size > MAX_STAFF_OF_A_COURSE && size > before.size) throw tooMany(courseId, size);
  }
  const change = changeBy(ports, caller);
  await mapInBatches([...added], CONCURRENCY, ([courseId, userIds]) =>
    ports.courseStaff.add(courseId, userIds, change),
  );
}

/** Removes course staff, with effect on the next request; no error for an entry that is not there. @throws DomainError `forbidden` */
export async function removeCourseStaff(
  ports: Ports,
  caller: Caller,
  entries: readonly CourseStaffEntry[],
): Promise<void> {
  requireGlobalStaff(caller);
  const removed = [...byCourse(entries)];
  const change = changeBy(ports, caller);
  await mapInBatches(removed, CONCURRENCY, ([courseId, userIds]) =>
    ports.courseStaff.remove(courseId, userIds, change),
  );
}

/** A page of a course's staff, by user id. @param page `after`: the last user id of the page before @throws DomainError `forbidden` */
export async function listCourseStaff(
  ports: Pick<Ports, 'courseStaff'>,
  caller: Caller,
  courseId: string,
  page: { limit: number; after: number },
): Promise<{ userIds: number[]; nextAfter: number | null }> {
  requireGlobalStaff(caller);
  const all = (await ports.courseStaff.read([courseId])).get(courseId) ?? new Set();
  const remaining = [...all].filter(userId => userId > page.after).sort((a, b) => a - b);
  const userIds = remaining.slice(0, page.limit);
  return { userIds, nextAfter: remaining.length > page.limit ? (userIds.at(-1) ?? null) : null };
}

function changeBy({ clock }: Ports, { userId }: Caller): CourseStaffChange {
  return { by: { role: 'staff', userId }, at: clock() };
}

function byCourse(entries: readonly CourseStaffEntry[]): Map<string, Set<number>> {
  const courses = new Map<string, Set<number>>();
  for (const { courseId, userId } of entries) courses.set(courseId, (courses.get(courseId) ?? new Set()).add(userId));
  return courses;
}

function tooMany(courseId: string, size: number): DomainError {
  const limit = `a course can have ${MAX_STAFF_OF_A_COURSE}`;
  return new DomainError(
    'too_many_course_staff',
    `Course ${courseId} would have ${size} staff; ${limit}. Nothing was added.`,
  );
}
