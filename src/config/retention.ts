import * as z from 'zod/mini';
import { configError, type Environment, optionalString, parse } from './env.ts';

const retention = z.object({
  /**
   * Days for which a history item is kept, from its change on.
   * @defaultValue for ever
   */
  HISTORY_RETENTION_DAYS: optionalString,
  /**
   * Days for which the raw payload of a review is kept; the review itself stays.
   * @defaultValue for ever
   */
  PAYLOAD_RETENTION_DAYS: optionalString,
  /**
   * Days for which a note of staff on an attempt is kept.
   * @defaultValue for ever
   */
  NOTE_RETENTION_DAYS: optionalString,
  /**
   * Days for which an event is listed, and can be sent to a webhook again. Fewer than 7 lose events of an endpoint that does not
   * answer for so long: it is disabled after five days.
   * @defaultValue 30
   */
  EVENT_RETENTION_DAYS: optionalString,
});

const DEFAULT_EVENT_DAYS = 30;

/** Retention of events in days. */
export function readEventRetention(env: Environment): number {
  return readRetention(env, 'EVENT_RETENTION_DAYS') ?? DEFAULT_EVENT_DAYS;
}

/** Retention of the history, or of payloads, in days; null without limit. */
export function readRetention(env: Environment, variable: keyof typeof retention.shape): number | null {
  const days = parse(retention, env)[variable];
  if (days === null) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw configError(variable, 'must be a whole number of days from 1 to 99999');
  return Number(days);
}
