/** A moment in UTC, ISO 8601 with milliseconds: `2026-11-02T09:40:12.000Z`. Sorts as text. */
export type Instant = string;

/** Where the time comes from; the domain never asks the machine. */
export type Clock = () => Instant;

export function secondsBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}

export function laterBy(from: Instant, seconds: number): Instant {
  return new Date(Date.parse(from) + seconds * 1000).toISOString();
}

/** Is the text an instant as the service writes them? Hands may have written something else. */
export function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text)) && laterBy(text, 0) === text;
}
