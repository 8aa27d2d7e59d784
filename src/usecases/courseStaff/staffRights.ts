import {
  type Actor,
  type Caller,
  isStaffOf,
  isStaffSomewhere,
  requireStaffOf,
  requireStaffOver,
} from '../../domain/actors.ts';
import type { CourseStaffStore } from '../ports/courseStaffStore.ts';
import { listCoursesOfStaff } from './coursesOfStaff.ts';

export interface StaffRightsPorts {
  courseStaff: Pick<CourseStaffStore, 'read'>;
}

export interface AnyStaffPorts {
  courseStaff: Pick<CourseStaffStore, 'read' | 'coursesOf'>;
}

/** Entries read for a caller, who is an object of one request: each is read once in it. */
const entriesOf = new WeakMap<Caller, Map<string, boolean>>();

/**
 * The caller with the rights over these courses that the table of course staff grants. The table is not read for courses
 * whose staff the caller is by the token.
 */
export async function withStaffRights(
  { courseStaff }: StaffRightsPorts,
  caller: Caller,
  courseIds: readonly string[],
): Promise<Caller> {
  const entries = entriesOf.get(caller) ?? new Map<string, boolean>();
  entriesOf.set(caller, entries);
  const courses = [...new Set(courseIds)].filter(courseId => !isStaffOf(caller, courseId));
  const unread = courses.filter(courseId => !entries.has(courseId));
  if (unread.length > 0) {
    for (const [courseId, userIds] of await courseStaff.read(unread)) entries.set(courseId, userIds.has(caller.userId));
  }
  const granted = courses.filter(courseId => entries.get(courseId));
  return granted.length === 0 ? caller : { ...caller, courseStaff: [...caller.courseStaff, ...granted] };
}

/** The same for a learner's attempt; the table is not read for the learner, whom it grants nothing there. */
export async function withStaffRightsOver(
  ports: StaffRightsPorts,
  caller: Caller,
  { courseId, user }: { courseId: string; user: { id: number } },
): Promise<Caller> {
  return user.id === caller.userId ? caller : withStaffRights(ports, caller, [courseId]);
}

/**
 * Whether the caller is staff of any course, by the token or by the table. Only staff learn whether an attempt exists of
 * which neither its course nor anything else is left.
 */
export async function isAnyStaff(ports: AnyStaffPorts, caller: Caller): Promise<boolean> {
  return isStaffSomewhere(caller) || (await listCoursesOfStaff(ports, caller)).length > 0;
}

/** The caller with the rights of staff of the course. @throws DomainError `forbidden` */
export async function asCourseStaff(ports: StaffRightsPorts, caller: Caller, courseId: string): Promise<Caller> {
  const staff = await withStaffRights(ports, caller, [courseId]);
  requireStaffOf(staff, courseId);
  return staff;
}

/** @throws DomainError `forbidden` */
export async function requireCourseStaff(ports: StaffRightsPorts, caller: Caller, courseId: string): Promise<Actor> {
  return requireStaffOf(await withStaffRights(ports, caller, [courseId]), courseId);
}

/** @throws DomainError `forbidden`, also for course staff on their own data */
export async function requireCourseStaffOver(
  ports: StaffRightsPorts,
  caller: Caller,
  courseId: string,
  learnerId: number,
): Promise<Actor> {
  const staff = await withStaffRightsOver(ports, caller, { courseId, user: { id: learnerId } });
  return requireStaffOver(staff, courseId, learnerId);
}
