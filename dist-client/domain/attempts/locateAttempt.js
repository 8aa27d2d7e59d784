import { isStaffOf, requireStaffOf, requireStaffSomewhere } from '../actors.js';
import { Refusal } from '../errors.js';
const MOST_ROUNDS = 20;
/**
 * The attempt with this code: among the live ones first, then in the archive. An attempt that was removed a moment ago
 * is archived already, before its history item exists: removing writes the directory in the same transaction.
 * @throws Refusal `attempt_code_not_located`
 */
export async function locateAttempt(given, attemptCode) {
    const located = await findByCode(given, attemptCode);
    if (located)
        return located;
    throw new Refusal('attempt_code_not_located', `Could not locate attempt code ${attemptCode}.`);
}
/**
 * Locating for staff of any course. Who is staff of nothing does not learn whether a code exists.
 * @throws Refusal `forbidden`, `attempt_code_not_located`
 */
export async function locateForAnyStaff(given, caller, attemptCode) {
    requireStaffSomewhere(caller);
    return locateAttempt(given, attemptCode);
}
/**
 * Locating for staff of the attempt's course.
 * @throws Refusal `forbidden`, `attempt_code_not_located`
 */
export async function locateForStaff(given, caller, attemptCode) {
    const located = await locateForAnyStaff(given, caller, attemptCode);
    requireStaffOf(caller, located.attempt.courseId);
    return located;
}
/**
 * What the caller may see of all that was ever kept under a code. A code can be used again, even in another course: each
 * thing is for the staff of its own course.
 * @throws Refusal `forbidden` where there is nothing to see for who is not staff of the located attempt's course either
 */
export function visibleTo(caller, located, kept, courseOf) {
    const visible = kept.filter(one => isStaffOf(caller, courseOf(one)));
    if (visible.length === 0)
        requireStaffOf(caller, located.attempt.courseId);
    return visible;
}
/** No attempt has a longer code. */
export const LONGEST_ATTEMPT_CODE = 255;
/** As `locateAttempt`; undefined when no attempt ever had the code. */
export async function findByCode(given, attemptCode) {
    if (attemptCode.length > LONGEST_ATTEMPT_CODE)
        return undefined;
    let entry = await given.directory.readCode(attemptCode);
    // The attempt may be removed, and its code even used again, between reading the entry and reading the attempt.
    for (let round = 0; entry && round < MOST_ROUNDS; round++) {
        // Also where the entry says removed: somebody may have put the attempt back by hand.
        const attempt = await given.attempts.read(entry.attempt.attemptId);
        if (attempt)
            return { attempt, isArchived: false };
        if (entry.removal)
            return { attempt: entry.attempt, isArchived: true };
        const again = await given.directory.readCode(attemptCode);
        if (again && isSame(again, entry))
            return removedOutside(given, entry);
        entry = again;
    }
    const [newest] = (await given.history.page(attemptCode, 1)).entries;
    return newest && { attempt: afterChange(newest), isArchived: true };
}
function isSame(one, other) {
    return one.attempt.attemptId === other.attempt.attemptId && one.removal === null && other.removal === null;
}
/**
 * An attempt removed by hand, by a script or by a TTL, behind the directory's back: as the history has it, or, until
 * the stream has written that, as the directory remembers its creation.
 */
async function removedOutside(given, entry) {
    const { entries } = await given.history.page(entry.attempt.attemptCode, 1);
    const newest = entries.find(one => one.attempt.attemptId === entry.attempt.attemptId);
    return { attempt: newest ? afterChange(newest) : entry.attempt, isArchived: true };
}
/** The attempt as the newest entry leaves it: its removal may not be written yet. */
function afterChange({ attempt, change, toStatus }) {
    return change === 'removed' || toStatus === null ? attempt : { ...attempt, status: toStatus };
}
