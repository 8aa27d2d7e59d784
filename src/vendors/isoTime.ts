/** A date and time with its offset from UTC; fractions as .NET and Python write them. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The moment in milliseconds since 1970; null for a text that is none. */
export function isoTime(text: string): number | null {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
