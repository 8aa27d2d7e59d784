import { toEventText } from '../../domain/events/eventData.ts';
import type { Instant } from '../../domain/time.ts';
import type { LoggedEvent } from '../../usecases/ports/eventLog.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import { asText, type Item, withoutNulls } from '../dynamodb/item.ts';

/** Index keys of a day: one takes 1,000 writes a second. */
const SHARDS = 8;

/** The index key of each shard of a day, such as `2026-11-27#0`. */
export function shardsOf(day: string): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${day}#${shard}`);
}

/** The time of logging, so that an event that comes late is listed after those that were listed before. */
export function toEventItem(
  { event, courseId }: LoggedEvent,
  { loggedAt, retentionDays }: { loggedAt: Instant; retentionDays: RetentionDays },
): Item {
  const shard = Number.parseInt(event.id.slice(-1), 16) % SHARDS;
  return withoutNulls({
    event_id: event.id,
    event: JSON.stringify(event),
    type: event.type,
    // A longer one, which only a manual edit can make, is that of no course.
    course_id: courseId !== null && courseId === toEventText(courseId) ? courseId || null : null,
    logged_on: `${loggedAt.slice(0, 10)}#${shard}`,
    logged_at: `${toPosition(loggedAt)}#${event.id}`,
    expires_at: expiresAt(loggedAt, retentionDays),
  });
}

const MAX_POSITION = 9_999_999_999_999;

/**
 * A position in the log, in milliseconds with 13 digits, which sort from 1970 to 2286; other times are the nearest of these. All
 * events logged from then on sort after it.
 */
export function toPosition(at: Instant): string {
  const milliseconds = Math.min(Math.max(Date.parse(at), 0), MAX_POSITION);
  return String(milliseconds).padStart(13, '0');
}

export function fromEventItem(item: Item): LoggedEvent {
  return { event: JSON.parse(asText(item.event) ?? 'null'), courseId: asText(item.course_id) };
}
