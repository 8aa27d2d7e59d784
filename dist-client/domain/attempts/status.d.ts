/** What a status means for what may still happen to the attempt. `eligible` comes from old data and is never set. */
export declare const BEFORE_START: readonly ['created', 'download_software_clicked', 'ready_to_start', 'eligible'];
export declare const IN_PROGRESS: readonly ['started', 'ready_to_submit'];
export declare const ONBOARDING_FAILURES: readonly ['onboarding_missing', 'onboarding_pending', 'onboarding_failed', 'onboarding_expired'];
export declare const COMPLETED: readonly ["declined", "timed_out", "submitted", "second_review_required", "verified", "rejected", "error", "onboarding_missing", "onboarding_pending", "onboarding_failed", "onboarding_expired"];
/** Before start or in progress. */
export declare const INCOMPLETE: readonly ["created", "download_software_clicked", "ready_to_start", "eligible", "started", "ready_to_submit"];
export declare const ATTEMPT_STATUSES: readonly ["created", "download_software_clicked", "ready_to_start", "eligible", "started", "ready_to_submit", "declined", "timed_out", "submitted", "second_review_required", "verified", "rejected", "error", "onboarding_missing", "onboarding_pending", "onboarding_failed", "onboarding_expired", "onboarding_reset", "expired"];
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];
export declare function isInProgress(status: AttemptStatus): boolean;
export declare function isIncomplete(status: AttemptStatus): boolean;
