import { DomainError } from '../../domain/errors.ts';
import { type Instant, isInstant } from '../../domain/time.ts';

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
  return Buffer.from(JSON.stringify([webhookId, onlyFailed, since, until, at])).toString('base64url');
}

const LOG_POSITION = /^\d{13}(?:#evt_[0-9a-f]{32}!)?$/;

/** @throws DomainError `invalid_request` for a cursor of another webhook, or of none */
export function readRedeliveryCursor(cursor: string, webhookId: string): RedeliveryPosition {
  const [id, onlyFailed, since, until, at] = parse(cursor);
  const isPosition = at === null || (typeof at === 'string' && (onlyFailed === true || LOG_POSITION.test(at)));
  if (id === webhookId && typeof onlyFailed === 'boolean' && isTime(since) && isTime(until) && isPosition) {
    return { onlyFailed, since, until, at };
  }
  const detail = 'must be a next_cursor of a redelivery of the same webhook';
  throw new DomainError('invalid_request', `cursor: ${detail}.`, { inputErrors: [{ pointer: '/cursor', detail }] });
}

function isTime(value: unknown): value is Instant {
  // Years above 9999 are longer, and do not sort.
  return typeof value === 'string' && value.length === 24 && isInstant(value);
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
