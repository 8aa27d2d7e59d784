import type { CourseStaffStore } from '../../../src/usecases/ports/courseStaffStore.ts';
import { atomically, type Database } from './database.ts';

export function createCourseStaffStore({ courseStaff }: Database): CourseStaffStore {
  const of = (courseId: string) => courseStaff.get(courseId) ?? new Set<number>();
  return {
    read: courseIds => atomically(() => new Map(courseIds.map(courseId => [courseId, new Set(of(courseId))]))),
    coursesOf: userId =>
      atomically(() => [...courseStaff].flatMap(([courseId, ids]) => (ids.has(userId) ? courseId : [])).sort()),
    add: (courseId, userIds) => atomically(() => void courseStaff.set(courseId, of(courseId).union(userIds))),
    remove: (courseId, userIds) => atomically(() => void courseStaff.set(courseId, of(courseId).difference(userIds))),
  };
}
