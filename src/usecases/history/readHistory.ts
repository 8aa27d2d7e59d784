import type { Caller } from '../../domain/actors.ts';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import { locateForAnyStaff, type StaffLookupPorts, visibleEntries } from '../attempts/locateAttempt.ts';

/**
 * The history of the attempts with this code, newest first. A code can be reused, even in another course: each entry is
 * for the staff of its own course and omitted for others.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function readHistory(
  ports: StaffLookupPorts,
  caller: Caller,
  attemptCode: string,
  page: { limit: number; cursor?: string },
): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const { entries, nextCursor } = await ports.history.readPage(attemptCode, page.limit, page.cursor);
  const stored = { entries, courseOf: (entry: HistoryEntry) => entry.attempt.courseId };
  return { entries: await visibleEntries(ports, caller, located, stored), nextCursor };
}
