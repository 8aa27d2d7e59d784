/** The clock of the service: that of the viewer's machine may be minutes off. */

let offsetMs = 0;

/** @param date the header of an answer, to the second */
export function noteServerTime(date: string | null, now: number): void {
  const time = Date.parse(date ?? '');
  if (!Number.isNaN(time)) offsetMs = time - now;
}

/** Milliseconds since 1970. */
export function serverNow(now = Date.now()): number {
  return now + offsetMs;
}
