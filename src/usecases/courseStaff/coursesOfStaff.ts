import type { Caller } from '../../domain/actors.ts';
import type { CourseStaffStore } from '../ports/courseStaffStore.ts';

/**
 * The courses whose staff the caller is: those of the token, then those to which the LMS has added them, by their id, at most 100 of
 * the latter.
 */
export async function listCoursesOfStaff(
  { courseStaff }: { courseStaff: Pick<CourseStaffStore, 'read' | 'coursesOf'> },
  { userId, courseStaff: named }: Caller,
): Promise<string[]> {
  const candidates = (await courseStaff.coursesOf(userId)).filter(courseId => !named.includes(courseId));
  if (candidates.length === 0) return [...named];
  const staff = await courseStaff.read(candidates);
  return [...named, ...candidates.filter(courseId => staff.get(courseId)?.has(userId))];
}
