import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { Clock } from '../../../src/domain/time.ts';
import { type Ports, REGISTRATIONS_PER_HOUR, type StoragePorts, withSettings } from '../ports.ts';
import { createAllowanceStore } from './allowances.ts';
import { createAttemptStore, createDirectory } from './attempts.ts';
import { createCourseConfigs } from './courseConfigs.ts';
import { createCourseStaffStore } from './courseStaff.ts';
import { createDatabase, type Database, setAttempt } from './database.ts';
import { createErasureStore } from './erasureStore.ts';
import { createEventLog } from './eventLog.ts';
import { createExamAuthoring, createExamStore, createReviewPolicyStore } from './exams.ts';
import { archiveChanges, createHistory } from './history.ts';
import { createLearnerAttempts } from './learnerAttempts.ts';
import { createLearnerStore, createNameCopies, createPendingRenewals } from './learners.ts';
import { createAttemptLists } from './lists.ts';
import { createNoteStore } from './notes.ts';
import { createEnrolmentStore, createLearnerNames, createOnboardingAttempts } from './onboarding.ts';
import { createRegistrationStore } from './registrations.ts';
import { createCourseReviews, createRefusedReviews, createReviewReader, createReviewStore } from './reviews.ts';
import { createSchedule } from './schedule.ts';
import { createTimeJobStore } from './timeJobs.ts';
import { createVendorConfigs } from './vendorConfigs.ts';
import { createWebhookStore } from './webhooks.ts';

export interface InMemoryStores {
  ports: Ports;
  /** The storage among the ports. */
  stores: StoragePorts;
  database: Database;
  /** Writes the history of all changes so far. */
  archive(): void;
  /** Changes an attempt like a manual edit: version and last change stay. */
  editManually(attempt: Pick<Attempt, 'attemptId'>, change: Partial<Attempt>): void;
  /** Deletes an attempt from the table, behind its claims. */
  deleteManually(attempt: Pick<Attempt, 'attemptId'>): void;
}

/** All ports on an empty database in memory, which keeps the same conditions as the real one. */
export function inMemoryStores(): InMemoryStores {
  const database = createDatabase();
  const stores: StoragePorts = {
    attempts: createAttemptStore(database),
    directory: createDirectory(database),
    exams: createExamStore(database),
    authoring: createExamAuthoring(database),
    lists: createAttemptLists(database),
    learnerAttempts: createLearnerAttempts(database),
    schedule: createSchedule(database),
    allowances: createAllowanceStore(database),
    timeJobs: createTimeJobStore(database),
    courseStaff: createCourseStaffStore(database),
    enrolments: createEnrolmentStore(database),
    learnerNames: createLearnerNames(database),
    onboardingAttempts: createOnboardingAttempts(database),
    learners: createLearnerStore(database),
    nameCopies: createNameCopies(database),
    pendingRenewals: createPendingRenewals(database),
    registrations: createRegistrationStore(database, REGISTRATIONS_PER_HOUR),
    reviewPolicies: createReviewPolicyStore(database),
    history: createHistory(database),
    eventLog: createEventLog(database),
    courseReviews: createCourseReviews(database),
    reviews: createReviewStore(database),
    refusedReviews: createRefusedReviews(database),
    reviewReader: createReviewReader(database),
    notes: createNoteStore(database),
    erasure: createErasureStore(database),
    courseConfigs: createCourseConfigs(database),
    vendorConfigs: createVendorConfigs(database),
    webhooks: createWebhookStore(database),
  };
  return {
    database,
    stores,
    ports: { ...withSettings(stores), clock: risingClock() },
    archive: () => archiveChanges(database),
    deleteManually: ({ attemptId }) => setAttempt(database, attemptId, undefined),
    editManually({ attemptId }, change) {
      const attempt = database.attempts.get(attemptId);
      if (!attempt) throw new Error(`there is no attempt ${attemptId}`);
      database.attempts.set(attemptId, { ...attempt, ...change });
    },
  };
}

/** Later by a millisecond at each read: ids drawn in one millisecond have no order. */
function risingClock(): Clock {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now());
    return new Date(last).toISOString();
  };
}
