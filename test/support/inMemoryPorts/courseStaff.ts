import type { CourseStaffStore } from '../../../src/usecases/ports/courseStaffStore.ts';
import { type Database, inOneGo } from './database.ts';

export function createCourseStaffStore({ courseStaff }: Database): CourseStaffStore {
  const of = (courseId: string) => courseStaff.get(courseId) ?? new Set<number>();
  return {
    read: courseIds => inOneGo(() => new Map(courseIds.map(courseId => [courseId, new Set(of(courseId))]))),
    add: (courseId, userIds) => inOneGo(() => void courseStaff.set(courseId, of(courseId).union(userIds))),
    remove: (courseId, userIds) => inOneGo(() => void courseStaff.set(courseId, of(courseId).difference(userIds))),
  };
}
