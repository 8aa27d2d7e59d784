import type { AttemptStatus } from '../attempts/status.ts';

/** What a review does to a live attempt: the vendor's review status → the attempt's status. */
export type ReviewOutcomes = Readonly<Record<string, AttemptStatus>>;

/** What every review status of SoftwareSecure means by default. */
const SOFTWARE_SECURE: ReviewOutcomes = {
  Clean: 'verified',
  Suspicious: 'verified',
  'Rules Violation': 'rejected',
  'Not Reviewed': 'rejected',
};

/** What Open edX makes of them today. */
const SOFTWARE_SECURE_EDX: ReviewOutcomes = {
  Clean: 'verified',
  'Rules Violation': 'verified',
  Suspicious: 'second_review_required',
  'Not Reviewed': 'error',
};

/** The ready-made tables, by vendor and name; the configuration may name one or bring its own. */
export const REVIEW_OUTCOMES = {
  software_secure: { default: SOFTWARE_SECURE, edx: SOFTWARE_SECURE_EDX },
} as const satisfies Record<string, Record<string, ReviewOutcomes>>;
