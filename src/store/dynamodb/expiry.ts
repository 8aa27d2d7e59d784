/** For how many days something is kept; null for ever. */
export type RetentionDays = number | null;

/**
 * When DynamoDB may delete it, in seconds of the epoch; nothing for what is kept for ever.
 * @param from when it happened, ISO 8601: not now, so that writing it again is the same
 */
export function expiresAt(from: string, days: RetentionDays): number | undefined {
  const start = Date.parse(from) / 1000;
  // What has no time, or a clock that stood still, is no reason to delete anything.
  return days === null || !(start > 0) ? undefined : Math.ceil(start) + days * 86_400;
}
