import type { Actor } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { Instant } from '../time.ts';

/** One line of an attempt's history: the whole attempt as it was before a change, and what the change was. */
export interface HistoryEntry {
  attempt: Attempt;
  change: 'status_changed' | 'removed';
  /** The status it changed to; null for a removal. */
  toStatus: string | null;
  changedAt: Instant;
  changedBy: Actor;
  reason: string | null;
}

export interface History {
  /** Newest first. `cursor` is a `nextCursor` of an earlier page. */
  page(
    attemptCode: string,
    limit: number,
    cursor?: string,
  ): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }>;
  /** The newest entry of this one of the attempts that had the code. */
  newestOf(attemptCode: string, attemptId: number): Promise<HistoryEntry | undefined>;
}
