/** A time in UTC, ISO 8601 with milliseconds: `2026-11-02T09:40:12.000Z`. Sorts as text. */
export type Instant = string;

/** The source of the time; the domain never reads the system clock. */
export type Clock = () => Instant;

/** Length of `2026-11-02T09:40:12.000Z`. */
const SORTABLE_LENGTH = 24;

/** A year: neither a time limit nor additional time is longer. */
export const MAX_MINUTES = 525_600;

export function secondsBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}

/** The same with the fraction of a second. */
export function exactSecondsBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** @param seconds exact to the millisecond */
export function laterBy(from: Instant, seconds: number): Instant {
  return new Date(Date.parse(from) + Math.round(seconds * 1000)).toISOString();
}

/** Whether an instant is `now` or earlier. */
export function hasCome(instant: Instant | null, now: Instant): boolean {
  // Stryker disable next-line ConditionalExpression: a comparison with null is false as well; the types need the check.
  return instant !== null && instant <= now;
}

/** Whether less than this time has passed; not since a time in the future, which is that of a wrong clock. */
export function isWithin(seconds: number, since: Instant, now: Instant): boolean {
  return since <= now && laterBy(since, seconds) > now;
}

/** Whether an instant sorts among others as text: years above 9999 are longer. */
export function isSortableInstant(text: string): boolean {
  return text.length === SORTABLE_LENGTH && isInstant(text);
}

/** Whether the text has the format of the service; a manual edit may have another. */
export function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text)) && laterBy(text, 0) === text;
}
