import type { Actor } from '../../domain/actors.ts';
import type { Instant } from '../../domain/time.ts';

export interface CourseStaffChange {
  by: Actor;
  at: Instant;
}

/** The course staff that the LMS has registered, beside those whom a token's claim names. */
export interface CourseStaffStore {
  /** The user ids of each course, as they are now. */
  read(courseIds: readonly string[]): Promise<Map<string, ReadonlySet<number>>>;
  /** Courses to which the user has been added, the first 100 of them; some of them may have removed the user by now. */
  coursesOf(userId: number): Promise<string[]>;
  add(courseId: string, userIds: ReadonlySet<number>, change: CourseStaffChange): Promise<void>;
  remove(courseId: string, userIds: ReadonlySet<number>, change: CourseStaffChange): Promise<void>;
}
