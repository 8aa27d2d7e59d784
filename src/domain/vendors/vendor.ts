import { isAddressableId } from '../attempts/addressableId.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import { DomainError } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import type { Instant } from '../time.ts';

/** What a proctoring vendor is told of an attempt that it is to watch. */
export interface AttemptRegistration {
  exam: Exam;
  attemptCode: string;
  learner: { id: number; username: string; email: string; fullName: string };
  /** Whole minutes, at least what the clock will allow. */
  allowedMinutes: number;
  isSampleAttempt: boolean;
  /** What the exam's reviewers are to go by, and what this learner is excepted from. */
  reviewPolicy: string | null;
  reviewPolicyException: string | null;
  now: Instant;
}

/** What the vendor made of it. */
export interface RegisteredAttempt {
  /** The vendor's name for the attempt. */
  externalId: string;
  /** Where the learner is not ready for this exam yet, the attempt's first status. */
  onboarding: OnboardingStatus | null;
}

export const ONBOARDING_STATUSES = [
  'onboarding_missing',
  'onboarding_pending',
  'onboarding_failed',
  'onboarding_expired',
] as const satisfies readonly AttemptStatus[];
export type OnboardingStatus = (typeof ONBOARDING_STATUSES)[number];

/** What a vendor is told of an attempt after the fact. */
export type AttemptNotice = 'started' | 'submitted' | 'error' | 'removed';
export type VendorFault =
  | 'unreachable'
  | 'timed_out'
  | 'refused'
  | 'malformed_response'
  /** An external id that no path can name. */
  | 'not_addressable';

/** Refusals that a later try mends: a token, a right or a limit of ours. All others of 4xx are the vendor's last word. */
const MENDABLE: readonly unknown[] = [401, 403, 408, 429];

/** Whether a vendor refused for good, or is not configured: nothing is gained by asking again. */
export function isFinalRejection(error: unknown): boolean {
  if (!(error instanceof DomainError)) return false;
  if (error.code !== 'vendor_failed') return error.code === 'backend_not_configured';
  const { fault, vendorStatus } = error.logged;
  if (fault === 'not_addressable') return true;
  return (
    fault === 'refused' && typeof vendorStatus === 'number' && vendorStatus < 500 && !MENDABLE.includes(vendorStatus)
  );
}

/**
 * The id that a vendor answered, which callbacks and our own calls will name in paths.
 * @throws Refusal `vendor_failed` for one that they cannot name
 */
export function requireAddressable(vendor: string, externalId: string): string {
  if (isAddressableId(externalId)) return externalId;
  throw vendorFailed(vendor, 'not_addressable', { idCharacters: externalId.length });
}

/** The vendor did not do what was asked of it; nothing of its answer goes to the caller. */
export function vendorFailed(vendor: string, fault: VendorFault, more: Record<string, unknown> = {}): DomainError {
  const detail = `The proctoring vendor cannot be reached or does not answer as it should. Try again.`;
  return new DomainError('vendor_failed', detail, { logged: { vendor, fault, ...more } });
}
