import { DomainError } from './errors.ts';

/** The caller of a request, by a verified token. */
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

export const ACTOR_ROLES = ['learner', 'staff', 'vendor', 'schedule', 'unknown'] as const;

/** The author of a change, as recorded in the history. */
export interface Actor {
  role: (typeof ACTOR_ROLES)[number];
  userId: number | null;
}

export const VENDOR: Actor = { role: 'vendor', userId: null };
export const SCHEDULE: Actor = { role: 'schedule', userId: null };
/** The author of a change made outside the service: manually, by a script, by time to live. */
export const UNKNOWN: Actor = { role: 'unknown', userId: null };

export function isStaffOf(caller: Caller, courseId: string): boolean {
  return caller.isStaff || caller.courseStaff.includes(courseId);
}

/** Whether the caller is staff of any course. Only staff may learn whether an attempt code exists. */
export function isStaffSomewhere(caller: Caller): boolean {
  return caller.isStaff || caller.courseStaff.length > 0;
}

/** @throws DomainError `forbidden` */
export function requireStaffOf(caller: Caller, courseId: string): Actor {
  if (!isStaffOf(caller, courseId)) throw new DomainError('forbidden', 'Only staff of the course may do this.');
  return { role: 'staff', userId: caller.userId };
}

/**
 * Whether the caller may use staff actions on the learner's data. Course staff who take an exam of their own course are
 * learners there; global staff act for the LMS and may.
 */
export function isStaffOver(caller: Caller, courseId: string, learnerId: number): boolean {
  return isStaffOf(caller, courseId) && !isOwnDataOfCourseStaff(caller, learnerId);
}

/** @throws DomainError `forbidden`, also for course staff on their own data */
export function requireStaffOver(caller: Caller, courseId: string, learnerId: number): Actor {
  const actor = requireStaffOf(caller, courseId);
  if (!isOwnDataOfCourseStaff(caller, learnerId)) return actor;
  throw new DomainError('forbidden', 'Course staff may not do this on their own data. Ask other staff of the course.');
}

/** Whether the data are the caller's own, who is not global staff. */
export function isOwnDataOfCourseStaff(caller: Caller, learnerId: number): boolean {
  return learnerId === caller.userId && !caller.isStaff;
}

/** @throws DomainError `forbidden` */
export function requireGlobalStaff(caller: Caller): void {
  if (!caller.isStaff) throw new DomainError('forbidden', 'Only global staff may do this.');
}
