import type { Actor } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { Instant } from '../time.ts';

/** One entry of an attempt's history: the whole attempt before a change, and the change. */
export interface HistoryEntry {
  attempt: Attempt;
  change: 'status_changed' | 'removed';
  /** The status it changed to; null for a removal. */
  toStatus: string | null;
  changedAt: Instant;
  changedBy: Actor;
  reason: string | null;
}
