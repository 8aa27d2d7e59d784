import type { Exam } from '../../domain/exams/exam.ts';
import type { AttemptNotice, AttemptRegistration, RegisteredAttempt } from '../../domain/vendors/vendor.ts';

/**
 * A proctoring vendor that attempts are registered with. Every call has a time limit.
 * Each of them throws DomainError `vendor_failed` when the vendor is down, slow, refuses, or answers nonsense.
 */
export interface Vendor {
  /** The backend's name in the configuration. */
  name: string;
  registerAttempt(registration: AttemptRegistration): Promise<RegisteredAttempt>;
  /** Makes an exam, or its changes, known. @returns the vendor's name for it. Absent: exams are not registered */
  registerExam?: (exam: Exam, reviewPolicy: string | null) => Promise<string>;
  /** Absent: this vendor is told nothing. */
  notify?: (exam: Exam, externalId: string, notice: AttemptNotice) => Promise<void>;
  /** @returns whether the vendor had anything to forget. Absent: nothing can be asked of it */
  eraseLearner?: (userId: number) => Promise<boolean>;
}

export interface Vendors {
  /**
   * The vendor that attempts at this exam are registered with; undefined where the LMS does that itself.
   * @throws DomainError `backend_not_configured`
   */
  of(exam: Exam): Vendor | undefined;
  /** The one of this name; undefined where it is not connected. */
  named(backend: string): Vendor | undefined;
  all(): readonly Vendor[];
}
