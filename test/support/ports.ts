import type { AllowanceStore } from '../../src/domain/allowances/allowance.ts';
import type { History } from '../../src/domain/archive/historyEntry.ts';
import type { CreatingPorts } from '../../src/domain/attempts/attemptPorts.ts';
import type { AttemptStore, Directory } from '../../src/domain/attempts/attemptStore.ts';
import type { RegistrationStore } from '../../src/domain/attempts/registerWithVendor.ts';
import type { Schedule } from '../../src/domain/attempts/schedule.ts';
import type { AttemptLists } from '../../src/domain/attempts/views/attemptLists.ts';
import type { ExamAuthoring, ExamStore } from '../../src/domain/exams/exam.ts';
import type { ReviewPolicyStore } from '../../src/domain/exams/reviewPolicy.ts';
import type { LearnerStore } from '../../src/domain/learners/learners.ts';
import type { NameCopies, PendingRenewals } from '../../src/domain/learners/renewNames.ts';
import type { RetirementStore } from '../../src/domain/privacy/retireLearner.ts';
import type { ReviewArchive } from '../../src/domain/reviews/readReview.ts';
import type { RefusedReviews } from '../../src/domain/reviews/refusedReview.ts';
import type { ReviewIntake } from '../../src/domain/reviews/takeReview.ts';
import type { CourseReviews } from '../../src/domain/reviews/violationReport.ts';
import type { Vendors } from '../../src/domain/vendors/vendor.ts';
import { clock, drawCode, pause, random } from '../../src/machine.ts';

/** The ports behind which data is stored. */
export interface StoragePorts {
  attempts: AttemptStore;
  directory: Directory;
  exams: ExamStore;
  authoring: ExamAuthoring;
  lists: AttemptLists;
  schedule: Schedule;
  allowances: AllowanceStore;
  learners: LearnerStore;
  nameCopies: NameCopies;
  pendingRenewals: PendingRenewals;
  registrations: RegistrationStore;
  reviewPolicies: ReviewPolicyStore;
  history: History;
  courseReviews: CourseReviews;
  reviews: ReviewIntake;
  refusedReviews: RefusedReviews;
  reviewArchive: ReviewArchive;
  retirement: RetirementStore;
}

/** Every port of the use cases, and the settings that they are given beside them. */
export interface Ports extends StoragePorts, CreatingPorts {
  exams: ExamStore;
  learners: LearnerStore;
  vendors: Vendors;
  knownBackends: ReadonlySet<string>;
  pause: (seconds: number) => Promise<void>;
}

/** How often a learner may be registered for an exam within an hour. */
export const REGISTRATIONS_PER_HOUR = 20;

/** The LMS registers attempts by itself. */
const NO_VENDORS: Vendors = { of: () => undefined, named: () => undefined, all: () => [] };

/** The storage with a real clock, real randomness and plain settings. */
export function withSettings(storage: StoragePorts): Ports {
  return {
    ...storage,
    ...{ clock, random, pause, drawCode },
    vendors: NO_VENDORS,
    knownBackends: new Set(['software_secure', 'proctortrack', 'other', 'p', 'x']),
    timedOutStatus: 'submitted',
    defaultBackend: 'software_secure',
  };
}
