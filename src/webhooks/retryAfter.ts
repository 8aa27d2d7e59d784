import { type Instant, secondsBetween } from '../domain/time.ts';

/** The seconds that a header Retry-After asks for, as a number or a date; null without a valid one. */
export function parseRetryAfter(header: string | undefined, now: Instant): number | null {
  if (header === undefined) return null;
  if (/^\d{1,10}$/.test(header)) return Number(header);
  const time = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : Math.max(0, secondsBetween(now, new Date(time).toISOString()));
}
