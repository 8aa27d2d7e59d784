/**
 * Shards of a course in an index: one key takes 1000 write units a second, and a creation takes two. Lists query every
 * shard (docs/adr/0014).
 */
const SHARDS_PER_COURSE = 8;

/** The index key of the course's attempt, or of its review. */
export function courseKey(courseId: string, attemptId: number): string {
  return `${courseId}#${attemptId % SHARDS_PER_COURSE}`;
}

export function courseKeys(courseId: string): string[] {
  return Array.from({ length: SHARDS_PER_COURSE }, (_, shard) => courseKey(courseId, shard));
}
