import { Refusal } from './errors.js';
export const VENDOR = { role: 'vendor', userId: null };
export const SCHEDULE = { role: 'schedule', userId: null };
/** A change made outside the service: by hand, by a script, by a TTL. */
export const UNKNOWN = { role: 'unknown', userId: null };
export function isStaffOf(caller, courseId) {
    return caller.isStaff || caller.courseStaff.includes(courseId);
}
/** Staff of anything at all: who is not may not even ask whether an attempt code exists. */
function isStaffSomewhere(caller) {
    return caller.isStaff || caller.courseStaff.length > 0;
}
/** @throws Refusal `forbidden` */
export function requireStaffOf(caller, courseId) {
    if (!isStaffOf(caller, courseId))
        throw new Refusal('forbidden', 'Only staff of the course may do this.');
    return { role: 'staff', userId: caller.userId };
}
/** @throws Refusal `forbidden` */
export function requireStaffSomewhere(caller) {
    if (!isStaffSomewhere(caller))
        throw new Refusal('forbidden', 'Only staff may do this.');
}
/** @throws Refusal `forbidden` */
export function requireGlobalStaff(caller) {
    if (!caller.isStaff)
        throw new Refusal('forbidden', 'Only global staff may do this.');
}
