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

/** What a vendor of the open REST protocol says. */
const REST: ReviewOutcomes = {
  passed: 'verified',
  suspicious: 'verified',
  violation: 'rejected',
  not_reviewed: 'rejected',
};

/** What Open edX makes of that. */
const REST_EDX: ReviewOutcomes = {
  passed: 'verified',
  suspicious: 'second_review_required',
  violation: 'second_review_required',
  not_reviewed: 'error',
};

/** Constructor Proctor's conclusions; `unknown` until somebody has looked. */
const EXAMUS: ReviewOutcomes = {
  accepted: 'verified',
  rejected: 'rejected',
  unknown: 'second_review_required',
};

/**
 * The worst of Examity's flags: none or green, blue (a technical matter), yellow (a rule broken, though hardly to
 * cheat), one that we do not know, red (cheating).
 */
const EXAMITY: ReviewOutcomes = {
  'no violation': 'verified',
  alert: 'verified',
  'possible violation': 'second_review_required',
  'unknown flag': 'second_review_required',
  violation: 'rejected',
};

/** The ready-made tables, by the vendors' protocol and name; the configuration may name one or bring its own. */
export const REVIEW_OUTCOMES = {
  software_secure: { default: SOFTWARE_SECURE, edx: SOFTWARE_SECURE_EDX },
  rest: { default: REST, edx: REST_EDX },
  examus: { default: EXAMUS },
  examity: { default: EXAMITY },
} as const satisfies Record<string, Record<string, ReviewOutcomes>>;

/** The ways in which vendors deliver reviews. */
export type ReviewProtocol = keyof typeof REVIEW_OUTCOMES;
