/** Times in the viewer's zone, with UTC at hand. The locale decides the order of day and month. */

/** The viewer's zone, such as `Europe/Berlin`. */
export function viewerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Date and time to the minute. @param instant ISO 8601 */
export function formatMoment(instant: string, zone: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

/** The same instant in UTC, to the second: `2026-11-28 19:05:12 UTC`. */
export function formatUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A duration in words: `1 h 5 min`, `45 s`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min` : `${total} s`;
}

/** A position in a recording: `0:04:07`. */
export function formatPosition(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(total / 3600)}:${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
}

/** Seconds from the start to the completion; null while either is missing. */
export function takenSeconds(started: string | null, completed: string | null): number | null {
  return started === null || completed === null ? null : (Date.parse(completed) - Date.parse(started)) / 1000;
}
