import { type Actor, type Caller, isStaffOf } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { Refusal } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';

const GROUP_SUFFIX = '_review';

/** The vendor that watches an attempt: the one it was registered with, else its exam's. */
export function backendOf(attempt: Attempt, exam: Exam | undefined, defaultBackend: string): string {
  return attempt.backend ?? exam?.backend ?? defaultBackend;
}

/**
 * Who speaks for some vendor, or is staff of something: nobody else learns whether an attempt exists.
 * @throws Refusal `forbidden`
 */
export function requireVendorOrStaff(caller: Caller): void {
  const isVendor = caller.groups.some(group => group.endsWith(GROUP_SUFFIX));
  if (!isVendor && !caller.isStaff && caller.courseStaff.length === 0) throw forbidden();
}

/**
 * Who speaks for this vendor (a token with the group `{backend}_review`), or staff of the course.
 * @throws Refusal `forbidden`
 */
export function requireVendorOf(caller: Caller, courseId: string, backend: string): Actor {
  if (caller.groups.includes(`${backend}${GROUP_SUFFIX}`)) return { role: 'vendor', userId: caller.userId };
  if (isStaffOf(caller, courseId)) return { role: 'staff', userId: caller.userId };
  throw forbidden();
}

function forbidden(): Refusal {
  return new Refusal('forbidden', 'Only the vendor of the attempt and staff of its course may do this.');
}
