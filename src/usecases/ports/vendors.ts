import type { Exam } from '../../domain/exams/exam.ts';
import type { AttemptNotice, AttemptRegistration, RegisteredAttempt } from '../../domain/vendors/vendor.ts';
import type { VendorConfig } from '../../domain/vendors/vendorConfig.ts';

/**
 * A proctoring vendor that attempts are registered with. Every call has a time limit, and throws DomainError
 * `vendor_failed` when the vendor cannot be reached, times out, rejects, or sends a malformed response.
 */
export interface Vendor {
  /** The backend's name in the configuration. */
  name: string;
  registerAttempt(registration: AttemptRegistration): Promise<RegisteredAttempt>;
  /** Registers an exam or its changes. @returns its external id. Undefined: exams are not registered */
  registerExam?: (exam: Exam, reviewPolicy: string | null) => Promise<string>;
  /** Undefined: the vendor receives no notifications. */
  notify?: (exam: Exam, externalId: string, notice: AttemptNotice) => Promise<void>;
  /** The configuration for front ends. Undefined: the vendor publishes none. */
  readConfig?: () => Promise<VendorConfig>;
  /** @returns whether the vendor had data to erase. Undefined: the vendor cannot erase */
  eraseLearner?: (userId: number) => Promise<boolean>;
}

export interface Vendors {
  /**
   * The vendor that attempts at this exam are registered with; undefined where the LMS does that itself.
   * @throws DomainError `backend_not_configured`
   */
  of(exam: Exam): Vendor | undefined;
  /** The vendor of a backend; undefined where it is not connected. */
  named(backend: string): Vendor | undefined;
  all(): readonly Vendor[];
}
