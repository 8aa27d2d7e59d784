import { type Caller, isStaffOf } from '../actors.ts';
import { type LocatingPorts, locateForStaff } from '../attempts/locateAttempt.ts';
import type { HistoryEntry } from './historyEntry.ts';

/**
 * What happened to the attempts with this code, newest first. A code can be used again, even in another course: items
 * of courses that the caller is not staff of are left out.
 * @throws Refusal `forbidden`, `attempt_code_not_located`
 */
export async function readHistory(
  given: LocatingPorts,
  caller: Caller,
  attemptCode: string,
  page: { limit: number; cursor?: string },
): Promise<{ entries: HistoryEntry[]; nextCursor: string | null }> {
  await locateForStaff(given, caller, attemptCode);
  const { entries, nextCursor } = await given.history.page(attemptCode, page.limit, page.cursor);
  return { entries: entries.filter(entry => isStaffOf(caller, entry.attempt.courseId)), nextCursor };
}
