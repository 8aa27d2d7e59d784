import { readBackends } from '../../src/config/exams.ts';
import type { Backends } from '../../src/domain/exams/backends.ts';
import { clock, drawCode, pause, random } from '../../src/platform/system.ts';
import type { AllowanceStore } from '../../src/usecases/ports/allowanceStore.ts';
import type { AttemptLists } from '../../src/usecases/ports/attemptLists.ts';
import type { CreationPorts } from '../../src/usecases/ports/attemptPorts.ts';
import type { AttemptStore } from '../../src/usecases/ports/attemptStore.ts';
import type { CourseConfigs } from '../../src/usecases/ports/courseConfigs.ts';
import type { CourseReviews } from '../../src/usecases/ports/courseReviews.ts';
import type { CourseStaffStore } from '../../src/usecases/ports/courseStaffStore.ts';
import type { Directory } from '../../src/usecases/ports/directory.ts';
import type { EnrolmentStore } from '../../src/usecases/ports/enrolmentStore.ts';
import type { ErasureStore } from '../../src/usecases/ports/erasureStore.ts';
import type { EventLog } from '../../src/usecases/ports/eventLog.ts';
import type { ExamAuthoring } from '../../src/usecases/ports/examAuthoring.ts';
import type { ExamStore } from '../../src/usecases/ports/examStore.ts';
import type { History } from '../../src/usecases/ports/history.ts';
import type { LearnerAttempts } from '../../src/usecases/ports/learnerAttempts.ts';
import type { LearnerNames } from '../../src/usecases/ports/learnerNames.ts';
import type { LearnerStore } from '../../src/usecases/ports/learnerStore.ts';
import type { NameCopies, PendingRenewals } from '../../src/usecases/ports/nameCopies.ts';
import type { NoteStore } from '../../src/usecases/ports/noteStore.ts';
import type { OnboardingAttempts } from '../../src/usecases/ports/onboardingAttempts.ts';
import type { RefusedReviews } from '../../src/usecases/ports/refusedReviews.ts';
import type { RegistrationStore } from '../../src/usecases/ports/registrationStore.ts';
import type { ReviewPolicyStore } from '../../src/usecases/ports/reviewPolicyStore.ts';
import type { ReviewReader } from '../../src/usecases/ports/reviewReader.ts';
import type { ReviewStore } from '../../src/usecases/ports/reviewStore.ts';
import type { RowFailurePorts } from '../../src/usecases/ports/rowFailures.ts';
import type { Schedule } from '../../src/usecases/ports/schedule.ts';
import type { TimeJobStore } from '../../src/usecases/ports/timeJobStore.ts';
import type { VendorConfigStore, VendorConfigs } from '../../src/usecases/ports/vendorConfigs.ts';
import type { Vendors } from '../../src/usecases/ports/vendors.ts';
import type { WebhookStore } from '../../src/usecases/ports/webhookStore.ts';

/** The storage ports. */
export interface StoragePorts {
  attempts: AttemptStore;
  directory: Directory;
  exams: ExamStore;
  authoring: ExamAuthoring;
  lists: AttemptLists;
  learnerAttempts: LearnerAttempts;
  schedule: Schedule;
  allowances: AllowanceStore;
  timeJobs: TimeJobStore;
  learners: LearnerStore;
  nameCopies: NameCopies;
  pendingRenewals: PendingRenewals;
  registrations: RegistrationStore;
  reviewPolicies: ReviewPolicyStore;
  courseStaff: CourseStaffStore;
  enrolments: EnrolmentStore;
  learnerNames: LearnerNames;
  onboardingAttempts: OnboardingAttempts;
  history: History;
  eventLog: EventLog;
  courseReviews: CourseReviews;
  reviews: ReviewStore;
  refusedReviews: RefusedReviews;
  reviewReader: ReviewReader;
  notes: NoteStore;
  erasure: ErasureStore;
  courseConfigs: CourseConfigs;
  vendorConfigs: VendorConfigs & VendorConfigStore;
  webhooks: WebhookStore;
}

/** All ports of the use cases, and their settings. */
export interface Ports extends StoragePorts, CreationPorts, RowFailurePorts {
  exams: ExamStore;
  learners: LearnerStore;
  vendors: Vendors;
  knownBackends: ReadonlySet<string>;
  backends: Backends;
  pause: (seconds: number) => Promise<void>;
  eventRetentionDays: number;
}

/** The limit of registrations of a learner for an exam per hour. */
export const REGISTRATIONS_PER_HOUR = 20;

/** No vendor: the LMS registers attempts. */
const NO_VENDORS: Vendors = { of: () => undefined, named: () => undefined, all: () => [] };

/** Completes storage ports by a real clock, randomness and default settings. */
export function withSettings(storage: StoragePorts): Ports {
  return {
    ...storage,
    ...{ clock, random, pause, drawCode },
    // No test overlooks the unexpected error of a row.
    onRowFailure: ({ error }) => {
      throw error;
    },
    vendors: NO_VENDORS,
    backends: readBackends({}),
    knownBackends: new Set(['software_secure', 'proctortrack', 'other', 'p', 'x']),
    timedOutStatus: 'submitted',
    eventRetentionDays: 30,
    defaultBackend: 'software_secure',
  };
}
