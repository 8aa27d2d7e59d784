/** Statuses by stage. `eligible` comes from old data and is never set. */
export const BEFORE_START = ['created', 'download_software_clicked', 'ready_to_start', 'eligible'] as const;
export const IN_PROGRESS = ['started', 'ready_to_submit'] as const;
export const ONBOARDING_STATUSES = [
  'onboarding_missing',
  'onboarding_pending',
  'onboarding_failed',
  'onboarding_expired',
] as const;
export const COMPLETED = [
  'declined',
  'timed_out',
  'submitted',
  'second_review_required',
  'verified',
  'rejected',
  'error',
  ...ONBOARDING_STATUSES,
] as const;
const INACTIVE = ['onboarding_reset', 'expired'] as const;

/** Before start or in progress. */
export const INCOMPLETE = [...BEFORE_START, ...IN_PROGRESS] as const;
export const ATTEMPT_STATUSES = [...INCOMPLETE, ...COMPLETED, ...INACTIVE] as const;

export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

export function isBeforeStart(status: AttemptStatus): boolean {
  return BEFORE_START.some(candidate => candidate === status);
}

export function isInProgress(status: AttemptStatus): boolean {
  return IN_PROGRESS.some(candidate => candidate === status);
}

/** Whether the vendor refused the attempt for want of the learner's onboarding. */
export function isOnboardingFailure(status: AttemptStatus): boolean {
  return ONBOARDING_STATUSES.some(failure => failure === status);
}

export function isIncomplete(status: AttemptStatus): boolean {
  return INCOMPLETE.some(incomplete => incomplete === status);
}
