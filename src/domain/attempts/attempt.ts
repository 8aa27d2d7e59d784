import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';
import { type AttemptSoftware, NO_SOFTWARE } from '../vendors/attemptSoftware.ts';
import { type AttemptStatus, isBeforeStart } from './status.ts';

/** The learner, as copied into the attempt. */
export interface Learner {
  id: number;
  username: string;
  email: string;
}

/** One learner's attempt at one exam. */
export interface Attempt extends AttemptSoftware {
  attemptId: number;
  /** Incremented by every write; every write is conditional on it. */
  version: number;
  attemptCode: string;
  /** The vendor's identifier of the attempt (SoftwareSecure: the record locator). */
  externalId: string | null;
  /** The backend that this service registered it with; null if unregistered, or registered by the LMS. See `watchedBy`. */
  backend: string | null;
  /** The backend that proctors it, whoever registered it; fixed at creation, null on attempts older than the field. */
  watchedBy: string | null;
  /** Null on attempts older than the field. */
  createdPractice: boolean | null;
  /** Fixed at creation, unlike `takingAsProctored`; null on attempts older than the field. */
  createdProctored: boolean | null;
  examId: number;
  courseId: string;
  user: Learner;
  studentName: string;
  status: AttemptStatus;
  createdAt: Instant;
  modifiedAt: Instant;
  /** Start of the clock; it never restarts. */
  startedAt: Instant | null;
  completedAt: Instant | null;
  /** Seconds from `startedAt`, fixed at the first start. Before the start: the time prescribed by staff, else null. */
  allowedTimeSeconds: number | null;
  /** `allowedTimeSeconds` without additional time; null before the start, unless it resumes another attempt. */
  baseTimeSeconds: number | null;
  /** The additional time included in the allowed time; null for none, and on attempts older than the field. */
  includedAdditionalSeconds: number | null;
  /** The paused time of the exam at the start: later pauses move the end. Null for none, and on attempts older than the field. */
  examPausedSeconds: number | null;
  /** Seconds left when an error interrupted the attempt. */
  timeRemainingSeconds: number | null;
  isSampleAttempt: boolean;
  takingAsProctored: boolean;
  isStatusAcknowledged: boolean;
  reviewPolicyId: number | null;
  isResumable: boolean;
  readyToResume: boolean;
  resumed: boolean;
  /** The learner's latest live attempt at the exam. */
  isCurrent: boolean;
  /** Superseded a previous attempt, which may be removed by now. Attempts older than `previousAttemptId` have only this. */
  hasPreviousAttempt: boolean;
  /** The previous attempt; null for none, and on attempts older than the field. */
  previousAttemptId: number | null;
  /** The status before a practice reset; null on attempts older than the field. */
  statusBeforeReset: AttemptStatus | null;
  /** The decline cascade is unfinished: the sweep or a retry finishes it. */
  cascadePending: boolean;
  /** The learner was erased: the attempt has no personal data, and stores no free text. */
  isErased: boolean;
  /** The author of the last write, and the reason if there is one. */
  lastChange: { by: Actor; reason: string | null };
}

/** Time, author and reason of an attempt's removal. */
export interface Removal {
  at: Instant;
  by: Actor;
  reason: string | null;
}

/** The attempt after a write. Not used by time-outs and reviews, which update attempts that they have not read. */
export function withChange(
  before: Attempt,
  change: Partial<Omit<Attempt, 'version' | 'modifiedAt' | 'lastChange'>>,
  write: { now: Instant; by: Actor; reason?: string | null },
): Attempt {
  return {
    ...before,
    ...change,
    // Needed before the start only, and personal.
    ...(isBeforeStart(change.status ?? before.status) ? {} : NO_SOFTWARE),
    version: before.version + 1,
    modifiedAt: write.now,
    lastChange: { by: write.by, reason: storableReason(before, write.reason) },
  };
}

/**
 * The same for a write that does not change the attempt's result, and keeps the time of the last change: an approval
 * expires a year after it.
 */
export function withSameTime(...[before, change, write]: Parameters<typeof withChange>): Attempt {
  return { ...withChange(before, change, write), modifiedAt: before.modifiedAt };
}

/** The reason as far as it may be stored: free text about an erased learner may identify them. */
export function storableReason(attempt: Attempt, reason: string | null | undefined): string | null {
  return attempt.isErased ? null : (reason ?? null);
}
