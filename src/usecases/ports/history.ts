import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';

export interface History {
  /** Newest first. `cursor` is a `nextCursor` of an earlier page. */
  page(
    attemptCode: string,
    limit: number,
    cursor?: string,
  ): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }>;
  /** The newest entry of one attempt, as several may have had the code. */
  newestOf(attemptCode: string, attemptId: number): Promise<HistoryEntry | undefined>;
}
