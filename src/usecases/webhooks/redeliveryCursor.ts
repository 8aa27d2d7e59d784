import { invalidField } from '../../domain/errors.ts';
import { type Instant, isSortableInstant } from '../../domain/time.ts';
import { fromJsonCursor, toJsonCursor } from '../../platform/jsonCursor.ts';
import { isLogPosition } from '../events/logPosition.ts';

/** A window of events, and how far they are queued. */
export interface RedeliveryPosition {
  onlyFailed: boolean;
  since: Instant;
  until: Instant;
  /** A position in the log, or the cursor of a page of failures; null at the beginning. */
  at: string | null;
}

/** Bound to the webhook. */
export function toRedeliveryCursor({ onlyFailed, since, until, at }: RedeliveryPosition, webhookId: string): string {
  return toJsonCursor([webhookId, onlyFailed, since, until, at]);
}

/** @throws DomainError `invalid_request` for a cursor of another webhook, or of none */
export function readRedeliveryCursor(cursor: string, webhookId: string): RedeliveryPosition {
  const [id, onlyFailed, since, until, at] = fromJsonCursor(cursor);
  const isPosition = at === null || (typeof at === 'string' && (onlyFailed === true || isLogPosition(at)));
  if (id === webhookId && typeof onlyFailed === 'boolean' && isTime(since) && isTime(until) && isPosition) {
    return { onlyFailed, since, until, at };
  }
  throw invalidField('cursor', 'must be a next_cursor of a redelivery of the same webhook');
}

function isTime(value: unknown): value is Instant {
  return typeof value === 'string' && isSortableInstant(value);
}
