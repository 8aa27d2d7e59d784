import type { Actor } from '../../../src/domain/actors.ts';
import type { Allowance } from '../../../src/domain/allowances/allowance.ts';
import type { TimeJob } from '../../../src/domain/allowances/timeJob.ts';
import type { HistoryEntry } from '../../../src/domain/archive/historyEntry.ts';
import type { Attempt, Removal } from '../../../src/domain/attempts/attempt.ts';
import type { ProctoringEvent } from '../../../src/domain/events/event.ts';
import type { CourseConfig } from '../../../src/domain/exams/courseConfig.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import type { ReviewPolicy } from '../../../src/domain/exams/reviewPolicy.ts';
import type { KnownLearner } from '../../../src/domain/learners/knownLearner.ts';
import type { Note } from '../../../src/domain/notes/note.ts';
import type { Review } from '../../../src/domain/reviews/review.ts';
import type { VendorConfig } from '../../../src/domain/vendors/vendorConfig.ts';
import type { Webhook, WebhookHealth } from '../../../src/domain/webhooks/webhook.ts';
import type { DirectoryEntry } from '../../../src/usecases/ports/directory.ts';
import type { Enrolment } from '../../../src/usecases/ports/enrolmentStore.ts';
import type { RefusedReview } from '../../../src/usecases/ports/refusedReviews.ts';
import type { Reservation } from '../../../src/usecases/ports/registrationStore.ts';
import type { PolicyChange } from '../../../src/usecases/ports/reviewPolicyStore.ts';
import type { StoredFailure } from '../../../src/usecases/ports/webhookStore.ts';

/** All stored data as domain objects. */
export interface Database {
  attempts: Map<number, Attempt>;
  /** Uniqueness claims. They outlive their attempt; the one on a code keeps the attempt as it was removed. */
  codeClaims: Map<string, DirectoryEntry>;
  externalIdClaims: Map<string, ExternalIdClaim>;
  /** The current attempt of a learner at an exam. */
  slots: Map<string, number>;
  /** Removals by attempt and version. */
  tombstones: Map<string, Tombstone>;
  /** Previous owners of attempt codes. */
  previousOwners: Map<string, { learnerId: number; attemptCode: string }>;
  registrations: Map<string, StoredRegistration>;
  exams: Map<number, Exam>;
  contentClaims: Map<string, number>;
  courseVersions: Map<string, number>;
  policies: Map<number, ReviewPolicy>;
  formerPolicies: (PolicyChange & { examId: number; policy: ReviewPolicy })[];
  allowances: Map<string, Allowance>;
  timeJobs: Map<string, TimeJob>;
  /** The job and the learner who has got its minutes. */
  timesGranted: Set<string>;
  formerAllowances: FormerAllowance[];
  /** By id; an entry without a username is of an expected learner. */
  learners: Map<number, StoredLearner>;
  courseStaff: Map<string, Set<number>>;
  courseConfigs: Map<string, CourseConfig>;
  vendorConfigs: Map<string, { fetchedAt?: string; config?: VendorConfig }>;
  enrolments: Map<string, Enrolment>;
  usernames: Map<string, number>;
  emails: Map<string, number>;
  renewals: Map<number, { changeId: string; passes: number }>;
  erased: Map<number, { at: string; doneUpTo: string | null }>;
  /** By attempt code. */
  reviews: Map<string, ReviewRows>;
  refusedReviews: RefusedReview[];
  notes: Note[];
  /** Changes of attempts that are not archived yet. */
  stream: AttemptChange[];
  history: StoredHistoryEntry[];
  events: { event: ProctoringEvent; courseId: string | null; loggedAt: string }[];
  webhooks: Map<string, Webhook>;
  webhookHealth: Map<string, WebhookHealth>;
  deliveryFailures: StoredFailure[];
}

export interface ExternalIdClaim {
  attemptId: number;
  attemptCode: string;
  courseId: string;
}

export interface Tombstone {
  learnerId: number;
  removal: Removal;
}

export interface StoredRegistration {
  learnerId: number;
  reservedUntil: string | null;
  attemptCode: string | null;
  registered: Reservation['registered'];
  reservedAt: readonly number[];
}

export interface FormerAllowance {
  allowance: Allowance;
  change: 'changed' | 'removed';
  removal: { at: string; by: Actor } | null;
}

export interface StoredLearner {
  learner: KnownLearner;
  isExpected: boolean;
  renewal: 'due' | 'done' | undefined;
  former: readonly string[];
  version: number;
}

export interface ReviewRow {
  review: Omit<Review, 'version'>;
  payload: Uint8Array;
  digests: readonly string[];
  isErased: boolean;
  /** Whether the course's report includes it. */
  isListed: boolean;
}

export interface ReviewRows {
  /** Raised by every write of the current review. */
  revision: number;
  current: ReviewRow;
  /** The number of the delivery that arrived last. */
  latest: number;
  earlier: ReviewRow[];
}

export interface AttemptChange {
  before: Attempt | undefined;
  after: Attempt | undefined;
  /** Rises with every change. */
  sequence: number;
}

export interface StoredHistoryEntry {
  /** Sorts by attempt, then version, then the order of the changes. */
  key: string;
  entry: HistoryEntry;
}

export function createDatabase(): Database {
  return {
    attempts: new Map(),
    codeClaims: new Map(),
    externalIdClaims: new Map(),
    slots: new Map(),
    tombstones: new Map(),
    previousOwners: new Map(),
    registrations: new Map(),
    exams: new Map(),
    contentClaims: new Map(),
    courseVersions: new Map(),
    policies: new Map(),
    formerPolicies: [],
    allowances: new Map(),
    timeJobs: new Map(),
    timesGranted: new Set(),
    formerAllowances: [],
    learners: new Map(),
    courseStaff: new Map(),
    courseConfigs: new Map(),
    vendorConfigs: new Map(),
    enrolments: new Map(),
    usernames: new Map(),
    emails: new Map(),
    renewals: new Map(),
    erased: new Map(),
    reviews: new Map(),
    refusedReviews: [],
    notes: [],
    stream: [],
    history: [],
    events: [],
    webhooks: new Map(),
    webhookHealth: new Map(),
    deliveryFailures: [],
  };
}

/** Runs a call atomically. Concurrent calls take effect in random order. */
export async function atomically<Result>(run: () => Result): Promise<Result> {
  await yieldRandomly();
  const result = run();
  await yieldRandomly();
  return result;
}

async function yieldRandomly(): Promise<void> {
  for (let turns = Math.floor(Math.random() * 4); turns >= 0; turns--) await null;
}

/** One write of a transaction: whether its condition holds, and its effect. */
export interface Write<Name extends string> {
  name: Name;
  holds: boolean;
  apply: () => void;
}

/** Writes all or nothing. @returns the names of the writes whose conditions failed */
export function transact<Name extends string>(writes: readonly Write<Name>[]): Set<Name> {
  const failed = new Set(writes.flatMap(({ name, holds }) => (holds ? [] : [name])));
  if (failed.size === 0) for (const { apply } of writes) apply();
  return failed;
}

let lastSequence = 0;

/** Stores an attempt, or removes it, and records the change for the archive. */
export function setAttempt(database: Database, attemptId: number, after: Attempt | undefined): void {
  const before = database.attempts.get(attemptId);
  if (after) database.attempts.set(attemptId, freeze(after));
  else database.attempts.delete(attemptId);
  database.stream.push({ before, after: after && freeze(after), sequence: ++lastSequence });
}

/** The key of a learner at an exam. */
export const slotKey = (examId: number, userId: number) => `${examId}#${userId}`;
export const tombstoneKey = ({ attemptId, version }: Attempt) => `${attemptId}#${version}`;

/** Makes a value immutable, so that callers and the store can share it: copies took a fifth of the time of the use cases' tests. */
export function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}

export const byAttemptId = (a: { attemptId: number }, b: { attemptId: number }) => a.attemptId - b.attemptId;
