import { type Caller } from '../actors.ts';
import type { History } from '../archive/historyEntry.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptStore, Directory } from './attemptStore.ts';
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
/**
 * The attempt with this code: among the live ones first, then in the archive. An attempt that was removed a moment ago
 * is archived already, before its history item exists: removing writes the directory in the same transaction.
 * @throws Refusal `attempt_code_not_located`
 */
export declare function locateAttempt(given: LocatingPorts, attemptCode: string): Promise<Located>;
/**
 * Locating for staff of any course. Who is staff of nothing does not learn whether a code exists.
 * @throws Refusal `forbidden`, `attempt_code_not_located`
 */
export declare function locateForAnyStaff(given: LocatingPorts, caller: Caller, attemptCode: string): Promise<Located>;
/**
 * Locating for staff of the attempt's course.
 * @throws Refusal `forbidden`, `attempt_code_not_located`
 */
export declare function locateForStaff(given: LocatingPorts, caller: Caller, attemptCode: string): Promise<Located>;
/**
 * What the caller may see of all that was ever kept under a code. A code can be used again, even in another course: each
 * thing is for the staff of its own course.
 * @throws Refusal `forbidden` where there is nothing to see for who is not staff of the located attempt's course either
 */
export declare function visibleTo<Kept>(caller: Caller, located: Located, kept: readonly Kept[], courseOf: (one: Kept) => string): Kept[];
/** No attempt has a longer code. */
export declare const LONGEST_ATTEMPT_CODE = 255;
/** As `locateAttempt`; undefined when no attempt ever had the code. */
export declare function findByCode(given: LocatingPorts, attemptCode: string): Promise<Located | undefined>;
