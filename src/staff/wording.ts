import type { AttemptStatus } from './wire.ts';

/** The words of the page for statuses, actions and failures: one table, for a translation to replace. */

/** Forms that tell statuses apart without colour. */
export type Shape = 'ring' | 'half' | 'disc' | 'check' | 'cross' | 'triangle' | 'clock' | 'dash' | 'diamond';
export type Tone = 'quiet' | 'active' | 'waiting' | 'good' | 'bad';

export interface StatusText {
  label: string;
  /** The meaning of the status, and the next step. */
  explanation: string;
  shape: Shape;
  tone: Tone;
}

/** The wording of every status; a status without an entry does not compile. */
export const STATUSES = {
  created: {
    label: 'Created',
    explanation: 'The learner has begun to set up the exam; the clock has not started.',
    shape: 'ring',
    tone: 'quiet',
  },
  download_software_clicked: {
    label: 'Setting up',
    explanation: 'The learner is installing or opening the proctoring software; the clock has not started.',
    shape: 'ring',
    tone: 'quiet',
  },
  ready_to_start: {
    label: 'Ready to start',
    explanation: 'The proctoring software is ready; the learner may start the exam.',
    shape: 'ring',
    tone: 'quiet',
  },
  eligible: {
    label: 'Eligible',
    explanation: 'An attempt of an earlier system that was never started.',
    shape: 'ring',
    tone: 'quiet',
  },
  started: {
    label: 'In progress',
    explanation: 'The learner is taking the exam; the clock is running.',
    shape: 'half',
    tone: 'active',
  },
  ready_to_submit: {
    label: 'Ready to submit',
    explanation: 'The learner has stopped and may submit or continue; the clock is running.',
    shape: 'half',
    tone: 'active',
  },
  declined: {
    label: 'Declined',
    explanation: 'The learner chose to take the exam without proctoring.',
    shape: 'dash',
    tone: 'quiet',
  },
  timed_out: {
    label: 'Timed out',
    explanation: 'The time ended before the learner submitted.',
    shape: 'clock',
    tone: 'bad',
  },
  submitted: {
    label: 'Submitted',
    explanation: 'The exam is over; a proctored attempt waits for the review of the proctoring vendor.',
    shape: 'disc',
    tone: 'waiting',
  },
  second_review_required: {
    label: 'Needs your review',
    explanation: 'The review of the vendor reports something that staff must decide on.',
    shape: 'triangle',
    tone: 'waiting',
  },
  verified: {
    label: 'Verified',
    explanation: 'The attempt counts.',
    shape: 'check',
    tone: 'good',
  },
  rejected: {
    label: 'Rejected',
    explanation: 'The attempt does not count.',
    shape: 'cross',
    tone: 'bad',
  },
  error: {
    label: 'Error',
    explanation: 'The proctoring failed during the exam. Staff may let the learner resume with the remaining time.',
    shape: 'triangle',
    tone: 'bad',
  },
  onboarding_missing: {
    label: 'Onboarding missing',
    explanation: 'The learner has not completed the onboarding that the vendor requires.',
    shape: 'diamond',
    tone: 'waiting',
  },
  onboarding_pending: {
    label: 'Onboarding pending',
    explanation: 'The vendor has not decided on the learner’s onboarding yet.',
    shape: 'diamond',
    tone: 'waiting',
  },
  onboarding_failed: {
    label: 'Onboarding failed',
    explanation: 'The vendor has rejected the learner’s onboarding.',
    shape: 'diamond',
    tone: 'bad',
  },
  onboarding_expired: {
    label: 'Onboarding expired',
    explanation: 'The learner’s onboarding is no longer valid and has to be repeated.',
    shape: 'diamond',
    tone: 'bad',
  },
  onboarding_reset: {
    label: 'Onboarding reset',
    explanation: 'The learner repeats the onboarding in a new attempt.',
    shape: 'dash',
    tone: 'quiet',
  },
  expired: {
    label: 'Expired',
    explanation: 'An attempt of an earlier system whose exam has ended.',
    shape: 'dash',
    tone: 'quiet',
  },
} as const satisfies Record<AttemptStatus, StatusText>;

/** The actions on several attempts at once. */
export type BulkAction = 'verify' | 'reject' | 'mark_ready_to_resume' | 'time' | 'remove';

export interface ActionText {
  /** On buttons. */
  label: string;
  /** Completes "3 of 4 can be …". */
  passive: string;
  /** The result, of one attempt. */
  done: string;
  /** Why an attempt would not change. */
  unchanged: string;
}

export const ACTIONS = {
  verify: { label: 'Verify', passive: 'verified', done: 'Verified', unchanged: 'is verified already' },
  reject: { label: 'Reject', passive: 'rejected', done: 'Rejected', unchanged: 'is rejected already' },
  mark_ready_to_resume: {
    label: 'Let resume',
    passive: 'resumed by the learner, if you allow it',
    done: 'May resume',
    unchanged: 'may be resumed already',
  },
  time: { label: 'Give time', passive: 'given time', done: 'Has the time', unchanged: 'has that time already' },
  remove: { label: 'Remove', passive: 'removed', done: 'Removed', unchanged: 'is removed already' },
} as const satisfies Record<BulkAction, ActionText>;

/** Why an action fails on one of several attempts; the service's own words for any other code. */
export const PROBLEMS: Readonly<Record<string, string>> = {
  attempt_unread: 'has changed meanwhile, and could not be read again',
  attempt_not_resumable: 'cannot be resumed: only a failed attempt can, once',
  attempt_does_not_exist: 'has been removed meanwhile',
  forbidden: 'is yours, or of a course that you are not staff of',
  busy: 'was not reached in time; try it again',
  overloaded: 'could not be stored at present; try it again',
  own_attempt: 'is yours: staff do not give time to themselves',
  learner_not_known: 'is of a learner whose data the service does not have',
  no_exam: 'has no exam any more',
};

/** The authors of changes. */
export const ROLES: Readonly<Record<string, string>> = {
  learner: 'Learner',
  staff: 'Staff',
  vendor: 'Vendor',
  schedule: 'Time-out',
  unknown: 'Outside the service',
};

/** Messages about the log-in, the connection and the page itself. */
export const NOTICES = {
  loginEnded: 'The log-in has ended. Log in again.',
  loginExpired: 'Your log-in has expired. Log in again to continue here.',
  loginRejected: 'The service no longer accepts this log-in. Log in again to continue here.',
  unanswered: 'Logged out before all answers had come. Look at your latest actions after the next log-in.',
  unreachable: 'The service cannot be reached. Check the connection and try again.',
  busy: 'The service is busy or out of order. Try again in a moment.',
  grantUnknown: 'Whether the minutes were given is not known: give the same again, which adds nothing twice.',
  fault: 'This page has failed at that. Try again.',
  unsent: (count: number) =>
    `${count === 1 ? '1 action was' : `${count} actions were`} not sent when this page was closed. Decide again.`,
} as const;

/** `1 attempt`, `2 attempts`. */
export const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
