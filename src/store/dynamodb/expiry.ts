/** Days of retention; null for unlimited. */
export type RetentionDays = number | null;

/**
 * The time to live, in seconds of the epoch; undefined for unlimited retention.
 * @param from the time of the event, not of the write, so that a repeated write is identical
 */
export function expiresAt(from: string, days: RetentionDays): number | undefined {
  const start = Date.parse(from) / 1000;
  // A missing or invalid time never deletes anything.
  return days === null || !(start > 0) ? undefined : Math.ceil(start) + days * 86_400;
}

/**
 * Whether an item's time to live is over; DynamoDB deletes it within days.
 * @param expiry `expires_at` of the item; without a number it never expires
 */
export function isExpired(expiry: unknown, now: string): boolean {
  return Number(expiry) * 1000 <= Date.parse(now);
}
