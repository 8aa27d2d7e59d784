/** Milliseconds, or the end of an event logged then. */
const LOG_POSITION = /^\d{13}(?:#evt_[0-9a-f]{32}!)?$/;

/** Whether a value from a cursor is a position in the log of events. */
export function isLogPosition(value: unknown): value is string {
  return typeof value === 'string' && LOG_POSITION.test(value);
}
