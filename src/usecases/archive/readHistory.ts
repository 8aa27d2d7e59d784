import type { Caller } from '../../domain/actors.ts';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import { type LocatingPorts, locateForAnyStaff, visibleTo } from '../attempts/locateAttempt.ts';

/**
 * History of the attempts with this code, newest first. A code can be used again, even in another course: every
 * entry is for the staff of its own course, and is left out for others.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function readHistory(
  ports: LocatingPorts,
  caller: Caller,
  attemptCode: string,
  page: { limit: number; cursor?: string },
): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const { entries, nextCursor } = await ports.history.page(attemptCode, page.limit, page.cursor);
  return { entries: visibleTo(caller, located, entries, entry => entry.attempt.courseId), nextCursor };
}
