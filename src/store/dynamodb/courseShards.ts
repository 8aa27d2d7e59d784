/**
 * Shards of a course in an index: one key takes 1000 write units a second, and creating an attempt takes two of them. A
 * list queries every shard (docs/adr/0014).
 */
const COURSE_KEYS = 8;

/** The key by which an index finds the course's attempt, or its review. */
export function courseKey(courseId: string, attemptId: number): string {
  return `${courseId}#${attemptId % COURSE_KEYS}`;
}

export function courseKeys(courseId: string): string[] {
  return Array.from({ length: COURSE_KEYS }, (_, bucket) => courseKey(courseId, bucket));
}
