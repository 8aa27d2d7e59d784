/** The course staff that the LMS has registered, beside those whom a token's claim names. */
export interface CourseStaffStore {
  /** The user ids of each course, as they are now. */
  read(courseIds: readonly string[]): Promise<Map<string, ReadonlySet<number>>>;
  add(courseId: string, userIds: ReadonlySet<number>): Promise<void>;
  remove(courseId: string, userIds: ReadonlySet<number>): Promise<void>;
}
