import { isAddressableId } from '../attempts/addressableId.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import { DomainError } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import type { Instant } from '../time.ts';

/** Details that a proctoring vendor is told of an attempt that it is to watch. */
export interface AttemptRegistration {
  exam: Exam;
  attemptCode: string;
  learner: { id: number; username: string; email: string; fullName: string };
  /** Whole minutes, at least the time that the clock will allow. */
  allowedMinutes: number;
  isSampleAttempt: boolean;
  /** Instructions for the exam's reviewers, and this learner's exceptions from them. */
  reviewPolicy: string | null;
  reviewPolicyException: string | null;
  now: Instant;
}

/** The vendor's answer to a registration. */
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

/** Events of an attempt that a vendor is told after the fact. */
export type AttemptNotice = 'started' | 'submitted' | 'error' | 'removed';
export type VendorFault =
  | 'unreachable'
  | 'timed_out'
  | 'refused'
  | 'malformed_response'
  /** An external id that no path can name. */
  | 'not_addressable';

/** 4xx answers that a retry may turn: a token, a right or a limit of ours. All others are final. */
const RETRYABLE: readonly number[] = [401, 403, 408, 429];

/** Whether a vendor rejected permanently, or is not configured: a retry has no other result. */
export function isFinalRejection(error: unknown): boolean {
  return error instanceof DomainError && (error.isFinal || error.code === 'backend_not_configured');
}

/**
 * The id that a vendor answered, which callbacks and our own calls will name in paths.
 * @throws DomainError `vendor_failed` for one that they cannot name
 */
export function requireAddressable(vendor: string, externalId: string): string {
  if (isAddressableId(externalId)) return externalId;
  throw vendorFailed(vendor, 'not_addressable', { idCharacters: externalId.length });
}

/** Error for a vendor that did not do as asked; nothing of the vendor's answer goes to the caller. */
export function vendorFailed(vendor: string, fault: VendorFault, details: FaultDetails = {}): DomainError {
  const detail = `The proctoring vendor cannot be reached or does not answer as it should. Try again.`;
  const { vendorStatus: status } = details;
  const isRejection = fault === 'refused' && status !== undefined && status < 500 && !RETRYABLE.includes(status);
  const isFinal = fault === 'not_addressable' || isRejection;
  return new DomainError('vendor_failed', detail, { isFinal, logged: { vendor, fault, ...details } });
}

/** Log fields beside the vendor and the fault. */
interface FaultDetails {
  vendorStatus?: number;
  tries?: number;
  idCharacters?: number;
}
