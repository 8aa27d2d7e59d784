import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';

export interface History {
  /** Entries of all attempts of the code, newest first. `cursor` is a `nextCursor` of an earlier page. */
  readPage(
    attemptCode: string,
    limit: number,
    cursor?: string,
  ): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }>;
  /** The newest entry of one attempt, as several may have had the code. */
  readNewest(attemptCode: string, attemptId: number): Promise<HistoryEntry | undefined>;
}
