import { type Caller, isStaffOf, requireStaffOf, requireStaffSomewhere } from '../../domain/actors.ts';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { MAX_ATTEMPT_CODE_LENGTH, MAX_EXTERNAL_ID_LENGTH } from '../../domain/attempts/attemptIds.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { Directory, DirectoryEntry } from '../ports/directory.ts';
import type { History } from '../ports/history.ts';

/** An attempt found by its code. An archived one is shown as it was when it was removed. */
export interface Located {
  attempt: Attempt;
  isArchived: boolean;
}

export interface LocatingPorts {
  attempts: AttemptStore;
  directory: Directory;
  history: History;
}

/** Of the directory, for a code that changes its attempt between two reads. */
const MAX_READS = 20;

/**
 * The attempt with this code: among the live ones first, then in the archive. An attempt that was removed a moment ago
 * is archived already, before its history item exists: removing writes the directory in the same transaction.
 * @throws DomainError `attempt_code_not_located`
 */
export async function locateAttempt(ports: LocatingPorts, attemptCode: string): Promise<Located> {
  const located = await findByCode(ports, attemptCode);
  if (located) return located;
  throw new DomainError('attempt_code_not_located', `Could not locate attempt code ${attemptCode}.`);
}

/**
 * Locating for staff of any course. Staff of no course do not learn whether a code exists.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function locateForAnyStaff(ports: LocatingPorts, caller: Caller, attemptCode: string): Promise<Located> {
  requireStaffSomewhere(caller);
  return locateAttempt(ports, attemptCode);
}

/**
 * Locating for staff of the attempt's course. Where global staff have used the code again in another course, staff of the
 * earlier course still find the attempt that had it there.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function locateForStaff(ports: LocatingPorts, caller: Caller, attemptCode: string): Promise<Located> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  if (isStaffOf(caller, located.attempt.courseId)) return located;
  const earlier = await newestOfOwnCourse(ports, caller, attemptCode);
  if (earlier) return { attempt: afterChange(earlier), isArchived: true };
  throw new DomainError('forbidden', 'Only staff of the course may do this.');
}

const HISTORY_PAGE = 100;
const MAX_HISTORY_PAGES = 10;

async function newestOfOwnCourse(ports: LocatingPorts, caller: Caller, attemptCode: string) {
  let cursor: string | null = null;
  for (let page = 0; page < MAX_HISTORY_PAGES; page++) {
    const { entries, nextCursor } = await ports.history.page(attemptCode, HISTORY_PAGE, cursor ?? undefined);
    const own = entries.find(({ attempt }) => isStaffOf(caller, attempt.courseId));
    if (own || nextCursor === null) return own;
    cursor = nextCursor;
  }
  return undefined;
}

/**
 * Entries that the caller may see of all ever kept under a code. A code can be used again, even in another course: each
 * entry is for the staff of its own course.
 * @throws DomainError `forbidden` where none is visible and the caller is no staff of the located attempt's course
 */
export function visibleTo<Kept>(
  caller: Caller,
  located: Located,
  kept: readonly Kept[],
  courseOf: (one: Kept) => string,
): Kept[] {
  const visible = kept.filter(one => isStaffOf(caller, courseOf(one)));
  if (visible.length === 0) requireStaffOf(caller, located.attempt.courseId);
  return visible;
}

/** As `locateAttempt`; undefined when no attempt ever had the code. */
export async function findByCode(ports: LocatingPorts, attemptCode: string): Promise<Located | undefined> {
  if (attemptCode.length > MAX_ATTEMPT_CODE_LENGTH) return undefined;
  let entry = await ports.directory.readCode(attemptCode);
  // The attempt may be removed, and its code even used again, between reading the entry and reading the attempt.
  for (let read = 0; entry && read < MAX_READS; read++) {
    // Also where the entry is a tombstone: the attempt may have been restored manually.
    const attempt = await ports.attempts.read(entry.attempt.attemptId);
    if (attempt) return { attempt, isArchived: false };
    if (entry.removal) return { attempt: entry.attempt, isArchived: true };
    const previous: DirectoryEntry = entry;
    entry = await ports.directory.readCode(attemptCode);
    if (entry && isSame(entry, previous)) return removedOutside(ports, previous);
  }
  const [newest] = (await ports.history.page(attemptCode, 1)).entries;
  return newest && { attempt: afterChange(newest), isArchived: true };
}

/**
 * The attempt that the vendor's id was given to, live or removed; undefined where no attempt ever had it. Its code may
 * have another attempt by now, and it may have let go of the id: `attempt.externalId` tells.
 */
export async function findByExternalId(ports: LocatingPorts, externalId: string): Promise<Located | undefined> {
  if (externalId.length > MAX_EXTERNAL_ID_LENGTH) return undefined;
  const entry = await ports.directory.readExternal(externalId);
  return entry && findByCode(ports, entry.attemptCode);
}

function isSame(one: DirectoryEntry, other: DirectoryEntry): boolean {
  return one.attempt.attemptId === other.attempt.attemptId && one.removal === null && other.removal === null;
}

/**
 * An attempt removed manually, by a script or by a TTL, behind the directory's back: as the history has it, or, until
 * the stream has written that, as the directory remembers its creation.
 */
async function removedOutside(ports: LocatingPorts, entry: DirectoryEntry): Promise<Located> {
  const { entries } = await ports.history.page(entry.attempt.attemptCode, 1);
  const newest = entries.find(one => one.attempt.attemptId === entry.attempt.attemptId);
  return { attempt: newest ? afterChange(newest) : entry.attempt, isArchived: true };
}

/** The attempt as the newest entry leaves it: its removal may not be written yet. */
export function afterChange({ attempt, change, toStatus }: HistoryEntry): Attempt {
  return change === 'removed' || toStatus === null ? attempt : { ...attempt, status: toStatus as AttemptStatus };
}
