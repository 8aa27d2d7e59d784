import { isAddressableId } from '../attempts/addressableId.ts';
import type { ONBOARDING_STATUSES } from '../attempts/status.ts';
import { DomainError } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import type { Instant } from '../time.ts';
import type { AttemptSoftware } from './attemptSoftware.ts';

/** The registration of an attempt with a proctoring vendor. */
export interface AttemptRegistration {
  exam: Exam;
  attemptCode: string;
  learner: { id: number; username: string; email: string; fullName: string };
  /** Whole minutes, not less than the allowed time. */
  allowedMinutes: number;
  isSampleAttempt: boolean;
  /** Instructions for the exam's reviewers. */
  reviewPolicy: string | null;
  /** The learner's exceptions from the review policy. */
  reviewPolicyException: string | null;
  now: Instant;
}

/** The vendor's answer to a registration. */
export interface RegisteredAttempt {
  /** The vendor's identifier of the attempt. */
  externalId: string;
  /** The attempt's first status, if the learner has to be onboarded first. */
  onboarding: OnboardingStatus | null;
  /** Absent for a vendor that names none. */
  software?: AttemptSoftware;
}

export type OnboardingStatus = (typeof ONBOARDING_STATUSES)[number];

/** Events of an attempt that a vendor is notified of. */
export type AttemptNotice = 'started' | 'submitted' | 'error' | 'removed';
export type VendorFault =
  | 'unreachable'
  | 'timed_out'
  | 'refused'
  | 'malformed_response'
  /** An external id that cannot be a path parameter. */
  | 'not_addressable';

/** Log fields beside the vendor and the fault. */
interface FaultDetails {
  vendorStatus?: number;
  tries?: number;
  idCharacters?: number;
}

/** 4xx statuses of a token, a permission, a timeout or a rate limit, which can succeed later. All others are final. */
const RETRYABLE: readonly number[] = [401, 403, 408, 429];

/** Whether a vendor rejected permanently, or is not configured: a retry would fail the same way. */
export function isFinalRejection(error: unknown): boolean {
  return error instanceof DomainError && (error.isFinal || error.code === 'backend_not_configured');
}

/**
 * Returns the external id that a vendor assigned, if it can be a path parameter of later calls.
 * @throws DomainError `vendor_failed`
 */
export function requireAddressable(vendor: string, externalId: string): string {
  if (isAddressableId(externalId)) return externalId;
  throw vendorFailed(vendor, 'not_addressable', { idCharacters: externalId.length });
}

/** The error of a failed call to a vendor, without any part of the vendor's response. */
export function vendorFailed(vendor: string, fault: VendorFault, details: FaultDetails = {}): DomainError {
  const { vendorStatus: status = 500 } = details;
  const isRejection = fault === 'refused' && status < 500 && !RETRYABLE.includes(status);
  const isFinal = fault === 'not_addressable' || isRejection;
  const detail = isFinal
    ? `The proctoring vendor "${vendor}" rejected the request. Contact support.`
    : `The proctoring vendor "${vendor}" is unavailable. Try again later.`;
  return new DomainError('vendor_failed', detail, { isFinal, logged: { vendor, fault, ...details } });
}
