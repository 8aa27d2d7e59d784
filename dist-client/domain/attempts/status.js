/** What a status means for what may still happen to the attempt. `eligible` comes from old data and is never set. */
export const BEFORE_START = ['created', 'download_software_clicked', 'ready_to_start', 'eligible'];
export const IN_PROGRESS = ['started', 'ready_to_submit'];
export const ONBOARDING_FAILURES = [
    'onboarding_missing',
    'onboarding_pending',
    'onboarding_failed',
    'onboarding_expired',
];
export const COMPLETED = [
    'declined',
    'timed_out',
    'submitted',
    'second_review_required',
    'verified',
    'rejected',
    'error',
    ...ONBOARDING_FAILURES,
];
const ASIDE = ['onboarding_reset', 'expired'];
/** Before start or in progress. */
export const INCOMPLETE = [...BEFORE_START, ...IN_PROGRESS];
export const ATTEMPT_STATUSES = [...INCOMPLETE, ...COMPLETED, ...ASIDE];
export function isInProgress(status) {
    return status === 'started' || status === 'ready_to_submit';
}
export function isIncomplete(status) {
    return INCOMPLETE.some(one => one === status);
}
