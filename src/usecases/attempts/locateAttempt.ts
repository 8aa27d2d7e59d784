import { type Caller, isStaffOf, isStaffSomewhere, requireStaffOf } from '../../domain/actors.ts';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { MAX_ATTEMPT_CODE_LENGTH, MAX_EXTERNAL_ID_LENGTH } from '../../domain/attempts/attemptIds.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { Directory, DirectoryEntry } from '../ports/directory.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { History } from '../ports/history.ts';
import { type ShowingPorts, type ShownAttempt, showAttempt } from './shownAttempt.ts';

/** An attempt found by its code. An archived one is shown as it was when it was removed. */
export interface LocatedAttempt {
  attempt: Attempt;
  isArchived: boolean;
}

export interface LookupPorts {
  attempts: AttemptStore;
  directory: Directory;
  history: History;
}

export type StaffLookupPorts = LookupPorts & StaffRightsPorts;

/** Reads of the directory for a code whose attempt changes between two reads. */
const MAX_READS = 20;

/**
 * The live attempt with this code, else the archived one. A removal writes its tombstone in the same transaction, so the
 * attempt is archived even before its history item exists.
 * @throws DomainError `attempt_code_not_located`
 */
export async function locateAttempt(ports: LookupPorts, attemptCode: string): Promise<LocatedAttempt> {
  const located = await findByCode(ports, attemptCode);
  if (located) return located;
  throw new DomainError('attempt_code_not_located', `Could not locate attempt code ${attemptCode}.`);
}

/**
 * Locates for staff of any course that the token names, and for added staff of a course in which the code was used.
 * Nobody else learns whether a code exists.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function locateForAnyStaff(
  ports: StaffLookupPorts,
  caller: Caller,
  attemptCode: string,
): Promise<LocatedAttempt> {
  if (isStaffSomewhere(caller)) return locateAttempt(ports, attemptCode);
  const located = await findByCode(ports, attemptCode);
  if (located && (await isStaffOfItsCourses(ports, caller, located.attempt))) return located;
  throw new DomainError('forbidden', 'Only staff may do this.');
}

async function isStaffOfItsCourses(ports: StaffLookupPorts, caller: Caller, { attemptCode, courseId }: Attempt) {
  const staff = await withStaffRights(ports, caller, [courseId]);
  return isStaffOf(staff, courseId) || (await newestOfOwnCourse(ports, caller, attemptCode)) !== undefined;
}

/**
 * Locates for staff of the attempt's course, with the exam; a live attempt has its time-out applied. Where global staff have reused the
 * code in another course, staff of the earlier course still locate their attempt.
 * @throws DomainError `forbidden`, `attempt_code_not_located`
 */
export async function locateForStaff(
  ports: StaffLookupPorts & ShowingPorts & { exams: Pick<ExamStore, 'readCached' | 'readConsistent'> },
  caller: Caller,
  attemptCode: string,
): Promise<LocatedAttempt & ShownAttempt> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const staff = await withStaffRights(ports, caller, [located.attempt.courseId]);
  if (isStaffOf(staff, located.attempt.courseId)) {
    if (located.isArchived) return withExam(ports.exams, located);
    return { ...located, ...(await showAttempt(ports, located.attempt)) };
  }
  const earlier = await newestOfOwnCourse(ports, caller, attemptCode);
  if (earlier) return withExam(ports.exams, { attempt: attemptAfterEntry(earlier), isArchived: true });
  throw new DomainError('forbidden', `Only staff of its course may locate attempt code ${attemptCode}.`);
}

async function withExam(exams: Pick<ExamStore, 'readCached'>, located: LocatedAttempt) {
  return { ...located, exam: (await exams.readCached(located.attempt.examId)) ?? null };
}

const HISTORY_PAGE = 100;
const MAX_HISTORY_PAGES = 10;

async function newestOfOwnCourse(ports: StaffLookupPorts, caller: Caller, attemptCode: string) {
  let cursor: string | null = null;
  for (let page = 0; page < MAX_HISTORY_PAGES; page++) {
    const { entries, nextCursor } = await ports.history.readPage(attemptCode, HISTORY_PAGE, cursor ?? undefined);
    const courseIds = entries.map(({ attempt }) => attempt.courseId);
    const staff = await withStaffRights(ports, caller, courseIds);
    const own = entries.find(({ attempt }) => isStaffOf(staff, attempt.courseId));
    if (own || nextCursor === null) return own;
    cursor = nextCursor;
  }
  return undefined;
}

/**
 * The entries stored under an attempt code that the caller may see. A code can be reused, even in another course: each
 * entry is for the staff of its own course.
 * @throws DomainError `forbidden` where none is visible and the caller is not staff of the located attempt's course
 */
export async function visibleEntries<Entry>(
  ports: StaffRightsPorts,
  caller: Caller,
  { attempt }: LocatedAttempt,
  { entries, courseOf }: { entries: readonly Entry[]; courseOf: (entry: Entry) => string },
): Promise<Entry[]> {
  const staff = await withStaffRights(ports, caller, [attempt.courseId, ...entries.map(courseOf)]);
  const visible = entries.filter(entry => isStaffOf(staff, courseOf(entry)));
  if (visible.length === 0) requireStaffOf(staff, attempt.courseId);
  return visible;
}

/** Locates as `locateAttempt` does; undefined when no attempt ever had the code. */
export async function findByCode(ports: LookupPorts, attemptCode: string): Promise<LocatedAttempt | undefined> {
  if (attemptCode.length > MAX_ATTEMPT_CODE_LENGTH) return undefined;
  let entry = await ports.directory.readCode(attemptCode);
  // The attempt may be removed, and its code reused, between the two reads.
  for (let read = 0; entry && read < MAX_READS; read++) {
    // A tombstone's attempt may have been restored manually.
    const attempt = await ports.attempts.read(entry.attempt.attemptId);
    if (attempt) return { attempt, isArchived: false };
    if (entry.removal) return { attempt: entry.attempt, isArchived: true };
    const previous: DirectoryEntry = entry;
    entry = await ports.directory.readCode(attemptCode);
    if (entry && isSameLiveEntry(entry, previous)) return removedManually(ports, previous);
  }
  const [newest] = (await ports.history.readPage(attemptCode, 1)).entries;
  return newest && { attempt: attemptAfterEntry(newest), isArchived: true };
}

/**
 * The attempt, live or removed, that is found by the code of the external id's owner. Another attempt may have that code
 * by now, or the attempt another id: compare `attempt.externalId`.
 */
export async function findByExternalId(ports: LookupPorts, externalId: string): Promise<LocatedAttempt | undefined> {
  if (externalId.length > MAX_EXTERNAL_ID_LENGTH) return undefined;
  const entry = await ports.directory.readExternal(externalId);
  return entry && findByCode(ports, entry.attemptCode);
}

function isSameLiveEntry(a: DirectoryEntry, b: DirectoryEntry): boolean {
  return a.attempt.attemptId === b.attempt.attemptId && a.removal === null && b.removal === null;
}

/**
 * An attempt removed without a tombstone (manually, by a script, by a TTL): from the history, or, until the stream has
 * written that, as it was created.
 */
async function removedManually(ports: LookupPorts, entry: DirectoryEntry): Promise<LocatedAttempt> {
  const { entries } = await ports.history.readPage(entry.attempt.attemptCode, 1);
  const newest = entries.find(({ attempt }) => attempt.attemptId === entry.attempt.attemptId);
  return { attempt: newest ? attemptAfterEntry(newest) : entry.attempt, isArchived: true };
}

/** The attempt after its newest history entry, which may precede its removal. */
export function attemptAfterEntry({ attempt, change, toStatus }: HistoryEntry): Attempt {
  return change === 'removed' || toStatus === null ? attempt : { ...attempt, status: toStatus as AttemptStatus };
}
