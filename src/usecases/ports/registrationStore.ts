import type { Instant } from '../../domain/time.ts';
import type { RegisteredAttempt } from '../../domain/vendors/vendor.ts';

/** Whose registration it is: one learner has one going on for an exam at a time. */
export interface RegistrationSlot {
  examId: number;
  userId: number;
}

/** A registration under way, or left by a creation that came to nothing. */
export interface Reservation {
  /** The code it was, or is to be, registered under. */
  attemptCode: string;
  /** The vendor's answer, once there is one. */
  registered: (RegisteredAttempt & { at: Instant; allowedMinutes: number; vendor: string }) | null;
  /** When the place was taken within about the last hour, in seconds of the epoch, newest first. */
  reservedAt: readonly number[];
}

export type ReserveOutcome =
  | { outcome: 'reserved'; reservation: Reservation }
  /** Another creation has it at the moment. */
  | { outcome: 'taken' }
  /** It was taken as often as it may be within an hour. */
  | { outcome: 'too_often'; retryAfterSeconds: number };

export interface RegistrationStore {
  /**
   * Takes the place until then, if nobody has it and it was not taken too often within the hour; a code left from an attempt
   * that failed is kept.
   */
  reserve(place: RegistrationSlot, code: string, when: { now: Instant; until: Instant }): Promise<ReserveOutcome>;
  /** Remembers the vendor's answer, so that it is not asked twice. */
  save(place: RegistrationSlot, reservation: Reservation, until: Instant): Promise<void>;
  /** Lets the next creation try at once. */
  release(place: RegistrationSlot, reservation: Reservation, now: Instant): Promise<void>;
}
