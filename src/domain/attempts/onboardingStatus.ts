import type { Backends } from '../exams/backends.ts';
import type { Exam } from '../exams/exam.ts';
import { type Instant, laterBy } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { backendOf, isPractice, wasCreatedProctored } from './createdAs.ts';
import type { AttemptStatus } from './status.ts';

const DAY = 24 * 60 * 60;
/** An approved onboarding attempt is valid for this long. */
const VALIDITY_SECONDS = 365 * DAY;
/** An approval in another course counts for this long. */
const OTHER_COURSE_SECONDS = 2 * VALIDITY_SECONDS;

/** A learner's onboarding at a course. */
export interface Onboarding {
  status: AttemptStatus | 'other_course_approved' | null;
  /** The attempt that decides the status, possibly of another course. */
  attempt: Attempt | undefined;
  /** The end of the approval; null without one. */
  expiresAt: Instant | null;
}

/** Whether attempts at this exam of the course can be onboarding with the backend, now or before the exam was withdrawn. */
export function hasOnboardingAttempts(exam: Exam, backendName: string, defaultBackend: string): boolean {
  return exam.isPracticeExam && (exam.backend ?? defaultBackend) === backendName;
}

/** @param exam the attempt's exam; only attempts older than the fields of their creation need it */
export function isOnboardingAttempt(
  attempt: Attempt,
  exam: Exam | undefined,
  backendName: string,
  { byName, defaultName }: Backends,
): boolean {
  return (
    isPractice(attempt, exam) &&
    wasCreatedProctored(attempt, exam) &&
    backendOf(attempt, exam, defaultName) === backendName &&
    byName.get(backendName)?.supportsOnboarding === true
  );
}

/**
 * A learner's onboarding at a course: a verified attempt of the course, else one of another course, else the newest of the
 * course.
 * @param attempts the learner's onboarding attempts with one backend, of all courses
 */
export function onboardingAt(courseId: string, attempts: readonly Attempt[], now: Instant): Onboarding {
  const ofCourse = attempts.filter(attempt => attempt.courseId === courseId);
  const verified = latestVerified(ofCourse);
  if (verified) return { status: 'verified', attempt: verified, expiresAt: expiryOf(verified) };
  const since = laterBy(now, -OTHER_COURSE_SECONDS);
  const elsewhere = latestVerified(attempts.filter(attempt => attempt.modifiedAt >= since));
  if (elsewhere) return { status: 'other_course_approved', attempt: elsewhere, expiresAt: expiryOf(elsewhere) };
  const newest = ofCourse.toSorted((a, b) => b.attemptId - a.attemptId)[0];
  return { status: newest?.status ?? null, attempt: newest, expiresAt: null };
}

function latestVerified(attempts: readonly Attempt[]): Attempt | undefined {
  const byChange = (a: Attempt, b: Attempt) => Date.parse(b.modifiedAt) - Date.parse(a.modifiedAt);
  return attempts.filter(({ status }) => status === 'verified').toSorted(byChange)[0];
}

function expiryOf({ modifiedAt }: Attempt): Instant {
  return laterBy(modifiedAt, VALIDITY_SECONDS);
}

/** The statuses of the staff's list. */
export const ONBOARDING_LIST_STATUSES = [
  'not_started',
  'setup_started',
  'onboarding_started',
  'submitted',
  'rejected',
  'verified',
  'error',
  'expired',
  'other_course_approved',
  'onboarding_reset_past_due',
] as const;

export type OnboardingListStatus = (typeof ONBOARDING_LIST_STATUSES)[number];

const LIST_STATUS: Readonly<Record<AttemptStatus | 'other_course_approved', OnboardingListStatus>> = {
  created: 'setup_started',
  download_software_clicked: 'setup_started',
  ready_to_start: 'setup_started',
  eligible: 'setup_started',
  started: 'onboarding_started',
  ready_to_submit: 'onboarding_started',
  submitted: 'submitted',
  timed_out: 'submitted',
  second_review_required: 'submitted',
  verified: 'verified',
  rejected: 'rejected',
  error: 'error',
  // Nothing of the onboarding was done, and another attempt is possible.
  declined: 'not_started',
  onboarding_missing: 'not_started',
  onboarding_pending: 'submitted',
  onboarding_failed: 'rejected',
  onboarding_expired: 'expired',
  onboarding_reset: 'onboarding_reset_past_due',
  expired: 'expired',
  other_course_approved: 'other_course_approved',
};

export function listStatusOf({ status, expiresAt }: Onboarding, now: Instant): OnboardingListStatus {
  if (status === null) return 'not_started';
  if (status === 'verified' && expiresAt !== null && expiresAt <= now) return 'expired';
  return LIST_STATUS[status];
}

/**
 * Whether the learner's status can be one of these, by their current attempts at the course's onboarding exams alone.
 * Attempts that these superseded, and those of other courses, are still to be read.
 */
export function canHaveListStatus(
  current: readonly Attempt[],
  statuses: ReadonlySet<OnboardingListStatus>,
  context: { courseId: string; now: Instant },
): boolean {
  const byCurrent = onboardingAt(context.courseId, current, context.now);
  if (statuses.has(listStatusOf(byCurrent, context.now))) return true;
  if (byCurrent.status === 'verified') return false;
  const mayBeVerified = current.some(({ hasPreviousAttempt }) => hasPreviousAttempt);
  return (
    statuses.has('other_course_approved') || (mayBeVerified && (statuses.has('verified') || statuses.has('expired')))
  );
}
