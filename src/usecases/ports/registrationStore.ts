import type { Instant } from '../../domain/time.ts';
import type { RegisteredAttempt } from '../../domain/vendors/vendor.ts';

/** Key of a registration: a learner has at most one in progress at an exam. */
export interface RegistrationKey {
  examId: number;
  userId: number;
}

/** A registration in progress, or left by a failed creation. */
export interface Reservation {
  /** The code of the attempt at the vendor. */
  attemptCode: string;
  /** The vendor's answer, if there is one. */
  registered: (RegisteredAttempt & { at: Instant; allowedMinutes: number; vendor: string }) | null;
  /** Times of the reservations within about the last hour, in epoch seconds, newest first. */
  reservedAt: readonly number[];
}

export type ReserveOutcome =
  | { outcome: 'reserved'; reservation: Reservation }
  /** Another creation holds it. */
  | { outcome: 'taken' }
  /** The hourly limit of reservations is reached. */
  | { outcome: 'too_often'; retryAfterSeconds: number };

export interface RegistrationStore {
  /**
   * Reserves the registration until then, unless another creation holds it or the hourly limit is reached; the code of an
   * earlier failed creation is reused.
   */
  reserve(key: RegistrationKey, code: string, when: { now: Instant; until: Instant }): Promise<ReserveOutcome>;
  /** Stores the vendor's answer for retries. */
  save(key: RegistrationKey, reservation: Reservation, until: Instant): Promise<void>;
  /** Ends the reservation early, so that the next creation need not wait. */
  release(key: RegistrationKey, reservation: Reservation, now: Instant): Promise<void>;
}
