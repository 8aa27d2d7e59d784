import { DomainError } from './errors.ts';

/** Somebody with a checked token. */
export interface Caller {
  userId: number;
  username: string;
  email: string;
  name: string;
  /** Global staff: staff of every course. */
  isStaff: boolean;
  /** Course ids whose staff the caller is. */
  courseStaff: readonly string[];
  /** Groups such as `software_secure_review`. */
  groups: readonly string[];
}

/** The author of a change, as the history names them. */
export interface Actor {
  role: 'learner' | 'staff' | 'vendor' | 'schedule' | 'unknown';
  userId: number | null;
}

export const VENDOR: Actor = { role: 'vendor', userId: null };
export const SCHEDULE: Actor = { role: 'schedule', userId: null };
/** A change made outside the service: manually, by a script, by a TTL. */
export const UNKNOWN: Actor = { role: 'unknown', userId: null };

export function isStaffOf(caller: Caller, courseId: string): boolean {
  return caller.isStaff || caller.courseStaff.includes(courseId);
}

/** Tells whether the caller is staff of anything; nobody else may even ask whether an attempt code exists. */
function isStaffSomewhere(caller: Caller): boolean {
  return caller.isStaff || caller.courseStaff.length > 0;
}

/** @throws DomainError `forbidden` */
export function requireStaffOf(caller: Caller, courseId: string): Actor {
  if (!isStaffOf(caller, courseId)) throw new DomainError('forbidden', 'Only staff of the course may do this.');
  return { role: 'staff', userId: caller.userId };
}

/**
 * Tells whether the caller may use staff actions on the learner's data. Course staff that take an exam of their own
 * course are learners there; global staff speak for the LMS and may.
 */
export function isStaffOver(caller: Caller, courseId: string, learnerId: number): boolean {
  return isStaffOf(caller, courseId) && !isOwnDataOfCourseStaff(caller, learnerId);
}

/** @throws DomainError `forbidden`, also for course staff on their own data */
export function requireStaffOver(caller: Caller, courseId: string, learnerId: number): Actor {
  const actor = requireStaffOf(caller, courseId);
  if (!isOwnDataOfCourseStaff(caller, learnerId)) return actor;
  throw new DomainError('forbidden', 'Staff of a course may not do this for themselves: other staff have to.');
}

function isOwnDataOfCourseStaff(caller: Caller, learnerId: number): boolean {
  return learnerId === caller.userId && !caller.isStaff;
}

/** @throws DomainError `forbidden` */
export function requireStaffSomewhere(caller: Caller): void {
  if (!isStaffSomewhere(caller)) throw new DomainError('forbidden', 'Only staff may do this.');
}

/** @throws DomainError `forbidden` */
export function requireGlobalStaff(caller: Caller): void {
  if (!caller.isStaff) throw new DomainError('forbidden', 'Only global staff may do this.');
}
