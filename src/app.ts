import type { DynamoDBRecord } from 'aws-lambda';
import { readAttemptConfig, readExamMaxAge, readRegistrationLimit } from './config/attempts.ts';
import { readBaseConfig } from './config/base.ts';
import { readVendors } from './config/connectedVendors.ts';
import { readDashboards } from './config/dashboards.ts';
import type { Environment } from './config/env.ts';
import { readExamAccess } from './config/examAccess.ts';
import { readAddresses, readBackends, readLmsDetails } from './config/exams.ts';
import { readEventRetention, readRetention } from './config/retention.ts';
import { readVideoLinkKeys } from './config/reviews.ts';
import { readInboundVendors, readLaunchSettings } from './config/vendorCallbacks.ts';
import {
  readDashboardBackends,
  readExternalIdPolicy,
  readPublishingBackends,
  readVendorProtocols,
} from './config/vendorProtocols.ts';
import type { Backends } from './domain/exams/backends.ts';
import { clock, drawCode, pause, random } from './platform/system.ts';
import { createAllowanceStore } from './store/allowances/allowances.ts';
import { createTimeJobStore } from './store/allowances/timeJobs.ts';
import { createAttemptLists } from './store/attempts/attemptLists.ts';
import { createAttemptStore } from './store/attempts/attempts.ts';
import { createLearnerAttempts } from './store/attempts/learnerAttempts.ts';
import { createOnboardingAttempts } from './store/attempts/onboardingAttempts.ts';
import { createSchedule } from './store/attempts/schedule.ts';
import { createCourseConfigs } from './store/courseConfigs/courseConfigs.ts';
import { createCourseStaffStore } from './store/courseStaff/courseStaff.ts';
import { createDirectory } from './store/directory/directory.ts';
import { batchReads } from './store/dynamodb/batchReads.ts';
import { createClient, createDocumentClient } from './store/dynamodb/client.ts';
import { createTtlCache } from './store/dynamodb/ttlCache.ts';
import { createEnrolmentStore } from './store/enrolments/enrolments.ts';
import { createEventLog } from './store/events/eventLog.ts';
import { createExamAuthoring } from './store/exams/examAuthoring.ts';
import { createExamStore } from './store/exams/exams.ts';
import { createReviewPolicyStore } from './store/exams/reviewPolicies.ts';
import { archiveRecords } from './store/history/archive.ts';
import { createHistory } from './store/history/history.ts';
import { createLearnerNames } from './store/learners/learnerNames.ts';
import { createLearnerStore } from './store/learners/learners.ts';
import { createNameCopies, createPendingRenewals } from './store/learners/nameCopies.ts';
import { createNoteStore } from './store/notes/notes.ts';
import { createErasureStore } from './store/privacy/erasureStore.ts';
import { createRegistrationStore } from './store/registrations/registrations.ts';
import { createCourseReviews } from './store/reviews/courseReviews.ts';
import { createRefusedReviews } from './store/reviews/refusedReviews.ts';
import { createReviewCipher } from './store/reviews/reviewCipher.ts';
import { createReviewReader, createReviewStore } from './store/reviews/reviews.ts';
import { createVendorConfigStore, createVendorConfigs } from './store/vendorConfigs/vendorConfigs.ts';
import { finishCascade } from './usecases/attempts/declineCascade.ts';
import { redactExternalIdFromPayload } from './vendors/redactExternalIdFromPayload.ts';
import { playableLink } from './vendors/registry.ts';

/*
 * The composition root: each function's ports, built from its environment. A bundle contains only the ports that its
 * handler imports: docs/adr/0018.
 */

/** A transaction that stores or anonymises a review carries up to 4 MB. */
const REVIEW_REQUEST_TIMEOUT_MS = 5000;

/** Creation to removal of attempts, for learners and staff. */
export function attemptPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const examMaxAge = readExamMaxAge(env);
  const examCache = examMaxAge > 0 ? createTtlCache(examMaxAge, () => performance.now()) : undefined;
  const config = readAttemptConfig(env);
  return {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    learners: createLearnerStore(client, tables),
    nameCopies: createNameCopies(client, tables),
    registrations: createRegistrationStore(client, tables, readRegistrationLimit(env)),
    vendors: readVendors(env),
    externalIds: readExternalIdPolicy(env),
    exams: createExamStore(client, tables, examCache, config.defaultBackend),
    courseStaff: createCourseStaffStore(client, tables),
    clock,
    ...config,
    random,
    pause,
    drawCode,
  };
}

/** Allowances, time jobs, pauses and published exams; learners, course staff and enrolments as the LMS registers them. */
export function allowancePorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  // A bulk request reads many learners and exams concurrently.
  const client = batchReads(createDocumentClient());
  const backends = readBackends(env);
  return {
    allowances: createAllowanceStore(client, tables),
    attempts: createAttemptStore(client, tables),
    exams: createExamStore(client, tables, undefined, backends.defaultName),
    authoring: createExamAuthoring(client, tables),
    backends,
    knownBackends: readBackendNames(env, backends),
    courseConfigs: createCourseConfigs(client, tables),
    learners: createLearnerStore(client, tables),
    nameCopies: createNameCopies(client, tables),
    timeJobs: createTimeJobStore(client, tables),
    lists: createAttemptLists(client, tables, backends.defaultName),
    courseStaff: createCourseStaffStore(client, tables),
    enrolments: createEnrolmentStore(client, tables),
    clock,
    random,
  };
}

/** The backends of PROCTORING_BACKENDS and of VENDORS. */
function readBackendNames(env: Environment, backends: Backends): ReadonlySet<string> {
  return new Set([...backends.byName.keys(), ...readVendorProtocols(env).keys()]);
}

/** Exams, their settings and review policies, and the backends that courses choose. */
export function examPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const backends = readBackends(env);
  return {
    exams: createExamStore(client, tables, undefined, backends.defaultName),
    authoring: createExamAuthoring(client, tables),
    reviewPolicies: createReviewPolicyStore(client, tables),
    backends,
    knownBackends: readBackendNames(env, backends),
    platform: readLmsDetails(env),
    vendorConfigs: createVendorConfigs(client, tables, readPublishingBackends(env)),
    courseConfigs: createCourseConfigs(client, tables),
    courseStaff: createCourseStaffStore(client, tables),
    clock,
    random,
  };
}

/**
 * Lists and views of attempts and allowances, onboarding, the monitor of an exam, the report on reviews, and events; without
 * ports that write.
 */
export function listPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const config = readAttemptConfig(env);
  return {
    lists: createAttemptLists(client, tables, config.defaultBackend),
    learnerAttempts: createLearnerAttempts(client, tables, config.defaultBackend),
    onboardingAttempts: createOnboardingAttempts(client, tables),
    enrolments: createEnrolmentStore(client, tables),
    learnerNames: createLearnerNames(client, tables),
    courseReviews: createCourseReviews(client, tables),
    eventLog: createEventLog(client, tables),
    eventRetentionDays: readEventRetention(env),
    history: createHistory(client, tables),
    exams: createExamStore(client, tables, undefined, config.defaultBackend),
    allowances: createAllowanceStore(client, tables),
    backends: readBackends(env),
    vendorConfigs: createVendorConfigs(client, tables, readPublishingBackends(env)),
    courseConfigs: createCourseConfigs(client, tables),
    dashboardBackends: readDashboardBackends(env),
    addresses: readAddresses(env),
    examAccess: readExamAccess(env),
    externalIds: readExternalIdPolicy(env),
    courseStaff: createCourseStaffStore(client, tables),
    clock,
    ...config,
  };
}

/** Lookups by attempt code: the attempt, live or archived, its history and its review; and notes, its only writes. */
export function lookupPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const config = readAttemptConfig(env);
  return {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    history: createHistory(client, tables),
    exams: createExamStore(client, tables, undefined, config.defaultBackend),
    reviewReader: createReviewReader(client, tables, createReviewCipher(readVideoLinkKeys(env))),
    notes: createNoteStore(client, tables, readRetention(env, 'NOTE_RETENTION_DAYS')),
    random,
    courseStaff: createCourseStaffStore(client, tables),
    clock,
    ...config,
    toPlayableLink: playableLink,
    externalIds: readExternalIdPolicy(env),
    redactExternalIdFromPayload,
  };
}

/** Reviews, ready attempts, launches by the vendors' browsers, and the vendors' dashboards; without ports that call vendors. */
export function vendorCallbackPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient({ requestTimeout: REVIEW_REQUEST_TIMEOUT_MS });
  const cipher = createReviewCipher(readVideoLinkKeys(env));
  return {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    exams: createExamStore(client, tables),
    history: createHistory(client, tables),
    reviews: createReviewStore(client, tables, cipher, readRetention(env, 'PAYLOAD_RETENTION_DAYS')),
    refusedReviews: createRefusedReviews(client, tables, cipher),
    reviewReader: createReviewReader(client, tables, cipher),
    courseStaff: createCourseStaffStore(client, tables),
    dashboards: readDashboards(env),
    toPlayableLink: playableLink,
    inbound: readInboundVendors(env, clock),
    launchSettings: readLaunchSettings(env),
    ...readAttemptConfig(env),
    clock,
  };
}

/** Erasure of learners, here and at the vendors. */
export function privacyPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient({ requestTimeout: REVIEW_REQUEST_TIMEOUT_MS, maxAttempts: 2 });
  return { erasure: createErasureStore(client, tables), vendors: readVendors(env), clock, pause };
}

/** The archive: writes records of the attempts table's stream to the history, and returns those that failed. */
export function createArchive(env: Environment) {
  const { tables } = readBaseConfig(env);
  const retentionDays = readRetention(env, 'HISTORY_RETENTION_DAYS');
  const client = createClient();
  return (records: readonly DynamoDBRecord[]) => archiveRecords(client, tables, records, retentionDays);
}

/** Notifications of vendors about their attempts and exams, and the fetch of their configurations. */
export function notificationPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  return {
    vendors: readVendors(env),
    exams: createExamStore(client, tables),
    reviewPolicies: createReviewPolicyStore(client, tables),
    vendorConfigs: createVendorConfigStore(client, tables),
    clock,
  };
}

/** The sweep of overdue attempts, and the completion of interrupted declines, time jobs and renewals of names. */
export function sweepPorts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const config = readAttemptConfig(env);
  const attempts = createAttemptStore(client, tables);
  const cascadePorts = {
    attempts,
    exams: createExamStore(client, tables),
    learners: createLearnerStore(client, tables),
    ...config,
    clock,
    random,
    drawCode,
  };
  return {
    schedule: createSchedule(client, tables),
    exams: cascadePorts.exams,
    finishCascade: (attemptId: number) => finishCascade(cascadePorts, attemptId),
    courseStaff: createCourseStaffStore(client, tables),
    timeJobs: createTimeJobStore(client, tables),
    lists: createAttemptLists(client, tables),
    allowances: createAllowanceStore(client, tables),
    learners: cascadePorts.learners,
    random,
    timedOutStatus: config.timedOutStatus,
    attempts,
    nameCopies: createNameCopies(client, tables),
    pendingRenewals: createPendingRenewals(client, tables),
    clock,
    pause,
  };
}
