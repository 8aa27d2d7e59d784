import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { createAllowanceStore } from '../../src/store/allowances/allowances.ts';
import { createTimeJobStore } from '../../src/store/allowances/timeJobs.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { createAttemptStore } from '../../src/store/attempts/attempts.ts';
import { createCourseConfigs } from '../../src/store/courseConfigs/courseConfigs.ts';
import { createCourseStaffStore } from '../../src/store/courseStaff/courseStaff.ts';
import { DIRECTORY_PREFIX } from '../../src/store/directory/directoryKey.ts';
import { createEnrolmentStore } from '../../src/store/enrolments/enrolments.ts';
import { toEventItem } from '../../src/store/events/eventItem.ts';
import { createExamAuthoring } from '../../src/store/exams/examAuthoring.ts';
import { EXAM_PREFIX, LISTED_ALLOWANCE, LISTED_EXAM } from '../../src/store/exams/examItem.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { createReviewPolicyStore } from '../../src/store/exams/reviewPolicies.ts';
import { changeKey, toHistoryItem, withPackedImage } from '../../src/store/history/historyItem.ts';
import { createLearnerStore } from '../../src/store/learners/learners.ts';
import { createPendingRenewals } from '../../src/store/learners/nameCopies.ts';
import { createNoteStore } from '../../src/store/notes/notes.ts';
import { createErasureStore } from '../../src/store/privacy/erasureStore.ts';
import { createRegistrationStore } from '../../src/store/registrations/registrations.ts';
import { createRefusedReviews } from '../../src/store/reviews/refusedReviews.ts';
import { createReviewCipher } from '../../src/store/reviews/reviewCipher.ts';
import { REVIEW_PREFIX } from '../../src/store/reviews/reviewItem.ts';
import { createReviewStore } from '../../src/store/reviews/reviews.ts';
import { createVendorConfigStore } from '../../src/store/vendorConfigs/vendorConfigs.ts';
import { WEBHOOK_ENTRY } from '../../src/store/webhooks/webhookItem.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import { aDelivery, anAllowance, anAttempt, anEvent, anExam, aWebhook, NOW } from '../support/builders.ts';

const TABLES = {
  ...{ attempts: 'attempts', directory: 'directory', exams: 'exams' },
  ...{ history: 'history', reviews: 'reviews', events: 'events', webhooks: 'webhooks', records: 'records' },
};
const BY = { role: 'staff', userId: 1 } as const;

/** A learner in the answer of every batch read. */
const LEARNER = { key: 'learner#1', user_id: 1, username: 'y', email: 'y', name: 'y', version: 1 };

type Expression = {
  TableName: string;
  Key?: Record<string, unknown>;
  Item?: Record<string, unknown>;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

/** A client that only records the attribute names of its writes, by table. */
function recordNames() {
  const names: Record<string, Set<string>> = {};
  const add = (table: string, path: string, value: unknown) => {
    names[table] ??= new Set();
    names[table].add(path);
    const isMap = value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
    // The keys of this map are digests.
    if (isMap && path !== 'deliveries') {
      for (const [name, member] of Object.entries(value)) add(table, `${path}.${name}`, member);
    }
    if (Array.isArray(value)) for (const member of value) add(table, path, member);
  };
  const record = ({ TableName, Key, Item, UpdateExpression = '', ...expression }: Expression) => {
    for (const [name, value] of Object.entries({ ...Key, ...Item })) add(TableName, name, value);
    for (const [, name = ''] of UpdateExpression.matchAll(/\bADD (\w+) :/g)) add(TableName, name, undefined);
    const assignments = UpdateExpression.replace(/ REMOVE .*/, '').matchAll(/([#\w]+) = (:\w+)?/g);
    for (const [, name = '', value = ''] of assignments) {
      add(
        TableName,
        expression.ExpressionAttributeNames?.[name] ?? name,
        expression.ExpressionAttributeValues?.[value],
      );
    }
  };
  const send = async ({
    input,
  }: {
    input: Expression & { TransactItems?: Record<string, Expression>[]; RequestItems?: object };
  }) => {
    if (input.Item || input.UpdateExpression) record(input);
    for (const write of input.TransactItems ?? []) for (const request of Object.values(write)) record(request);
    return { Responses: input.RequestItems && { directory: [LEARNER] } };
  };
  const list = () =>
    Object.fromEntries(Object.entries(names).map(([table, tableNames]) => [table, [...tableNames].sort()]));
  return { client: { send } as unknown as DynamoDBDocumentClient, add, list };
}

/** An attempt with every field set. */
const ATTEMPT: Attempt = anAttempt({
  ...{
    backend: 'x',
    downloadUrl: 'x',
    vendorInstructions: 'x',
    watchedBy: 'x',
    createdPractice: false,
    createdProctored: true,
    status: 'started',
  },
  ...{ startedAt: NOW, completedAt: NOW, allowedTimeSeconds: 1, baseTimeSeconds: 1, includedAdditionalSeconds: 1 },
  examPausedSeconds: 1,
  ...{
    timeRemainingSeconds: 1,
    reviewPolicyId: 1,
    hasPreviousAttempt: true,
    previousAttemptId: 1,
    statusBeforeReset: 'error',
  },
  ...{ cascadePending: true, isErased: true, lastChange: { by: BY, reason: 'x' } },
});

async function writtenNames(): Promise<Record<string, string[]>> {
  const { client, add, list } = recordNames();
  const by = { ...BY };
  const cipher = createReviewCipher([new Uint8Array(32)]);
  const removal = { at: NOW, by, reason: 'x' };
  const superseded = { before: ATTEMPT, after: { ...ATTEMPT, version: 2, isCurrent: false } };

  const attempts = createAttemptStore(client, TABLES);
  await attempts.create(ATTEMPT, { staleOwners: [], previousOwner: 1, replaces: superseded });
  await attempts.remove(ATTEMPT, removal);

  const [exams, policies] = [createExamAuthoring(client, TABLES), createReviewPolicyStore(client, TABLES)];
  const exam = anExam({ externalId: 'x', externalIds: new Map([['BACKEND', 'x']]), dueDate: NOW });
  await exams.create(exam);
  await exams.replacePauses(1, exam, {
    ...{ pausedAt: NOW, pausedBy: BY, pausedSeconds: 1 },
    pauses: [{ from: NOW, seconds: 1, pausedBy: BY, resumedBy: BY }],
  });
  await exams.register({ courseId: 'x', version: 0, stored: new Map(), others: [] }, { created: [exam], changed: [] });
  await createExamStore(client, TABLES).setExternalId(1, 'BACKEND', 'x');
  const policy = { policyId: 1, text: 'x', setBy: by, setAt: NOW, version: 1 };
  await policies.replace(1, policy, policy);
  await createAllowanceStore(client, TABLES).replace(anAllowance(), anAllowance(), undefined);

  const job = { examId: 1, jobId: 'x', minutes: 1, reason: 'x', isErased: true, userIds: [1] };
  await createTimeJobStore(client, TABLES).create({
    ...job,
    inProgressOnly: false,
    createdAt: NOW,
    by: BY,
    excludedUserId: 1,
    passes: 1,
    cursor: 'x',
  });

  const registrations = createRegistrationStore(client, TABLES, 1);
  const software = { downloadUrl: 'x', vendorInstructions: 'x' };
  const registered = { externalId: 'x', onboarding: 'x' as never, software, at: NOW, allowedMinutes: 1, vendor: 'x' };
  await registrations.reserve({ examId: 1, userId: 1 }, 'x', { now: NOW, until: NOW });
  await registrations.save({ examId: 1, userId: 1 }, { attemptCode: 'x', registered, reservedAt: [1] }, NOW);

  await createLearnerStore(client, TABLES).register([{ id: 1, username: 'x', email: 'x', name: 'x' }]);
  await createCourseStaffStore(client, TABLES).add('x', new Set([1]), { by: BY, at: NOW });
  await createCourseConfigs(client, TABLES).save('x', { backend: 'x', escalationEmail: 'x' }, { by: BY, at: NOW });
  await createEnrolmentStore(client, TABLES).enrol([{ courseId: 'x', userId: 1, mode: 'x' }]);
  await createPendingRenewals(client, TABLES).recordPass({ userId: 1, changeId: 'x', passes: 0 });
  const vendorConfigs = createVendorConfigStore(client, TABLES);
  await vendorConfigs.claimFetch('x', { now: NOW, dueBefore: NOW });
  await vendorConfigs.save('x', { name: 'x' }, NOW);
  const erasure = createErasureStore(client, TABLES);
  await erasure.mark(1, NOW);
  await erasure.saveProgress(1, NOW);

  const comment = { start: 1, stop: 1, duration: 1, comment: 'x', status: 'x', source: 'x' };
  const delivery = aDelivery({ videoLink: 'x', comments: [comment], verdictAt: NOW, arrivedAt: NOW });
  const reviewed = { attemptId: 1, courseId: 'x', examId: 1, userId: 1, isErased: true, verdict: 'verified' } as const;
  const stored = { attemptId: 1, receivedAt: NOW, verdictAt: NOW, digests: [], item: { version: 1 } };
  const write = { receivedAt: NOW, current: undefined, isEarlier: false };
  const reviews = createReviewStore(client, TABLES, cipher, 1);
  await reviews.store(delivery, { ...reviewed, isArchived: true }, write);
  await reviews.store(delivery, { ...reviewed, isArchived: true }, { ...write, current: stored, isEarlier: true });
  const refusedReview = { attemptCode: 'x', attemptId: 1, learnerId: 1, externalId: 'x', backend: 'x', isProven: true };
  const refusedReviews = createRefusedReviews(client, TABLES, cipher);
  await refusedReviews.store({ ...refusedReview, receivedAt: NOW, verdictAt: NOW, bytes: new Uint8Array(1) });

  const note = { noteId: 1, attemptCode: 'x', attemptId: 1, courseId: 'x', learnerId: 1 };
  await createNoteStore(client, TABLES, 1).add({ ...note, createdAt: NOW, by: BY, text: 'x' });
  const webhooks = createWebhookStore(client, TABLES, { keys: [new Uint8Array(32)], retentionDays: 1 });
  const webhook = aWebhook({
    courseIds: ['x'],
    disabledBecause: 'gone',
    disabledAt: NOW,
    secrets: [{ secret: 'x', until: NOW }],
  });
  await webhooks.create(webhook);
  await webhooks.replace(webhook, { ...webhook, secrets: [] });
  await webhooks.remove('x');
  await webhooks.recordFailure('x', { sentAt: NOW, failedAt: NOW, isHung: true });
  const sendToExisting = async (command: { input: Expression }) =>
    command.input.UpdateExpression ? client.send(command as never) : { Item: {} };
  const existing = { send: sendToExisting } as unknown as DynamoDBDocumentClient;
  await createWebhookStore(existing, TABLES, { keys: [], retentionDays: 1 }).recordSuccess('x', NOW);
  await webhooks.claimRequest('x', NOW);
  await webhooks.park('x', NOW);
  await webhooks.parkHanging('x', NOW);
  await webhooks.claimBacklog('x', NOW);
  await webhooks.storeBacklogPosition('x', 'x', { startedAt: NOW, cursor: 'x' });
  await webhooks.endBacklog('x', 'x');
  const failure = { webhookId: 'x', eventId: 'x', type: 'x', tries: 1, lastStatus: 1, lastError: 'x', at: NOW };
  await webhooks.addFailure(failure);

  const after = { version: { N: '5' }, started_at: { S: NOW }, completed_at: { S: NOW } };
  const record = { sequenceNumber: '1', attemptId: 1, before: {}, after, at: NOW };
  const change = { change: 'status_changed', toStatus: 'error', changedAt: NOW, by, reason: 'x' } as const;
  const item = toHistoryItem(record, change, null);
  for (const name of Object.keys({ ...item, ...withPackedImage(item) })) add('history', name, null);
  for (const name of Object.keys(item.changed_by?.M ?? {})) add('history', `changed_by.${name}`, null);
  for (const name of Object.keys(item.after?.M ?? {})) add('history', `after.${name}`, null);
  const event = toEventItem({ event: anEvent(), courseId: 'x' }, { loggedAt: NOW, retentionDays: 1 });
  for (const name of Object.keys(event)) add('events', name, null);
  return list();
}

/** The names in stored items: a change of this list is a migration. */
describe('names of stored attributes', () => {
  it('are exactly these', async () => {
    const { directory, ...others } = await writtenNames();
    expect({ ...others, directory: directory?.filter(name => !name.startsWith('attempt.')) }).toMatchInlineSnapshot(`
      {
        "attempts": [
          "allowed_time_seconds",
          "attempt_code",
          "attempt_id",
          "backend",
          "base_time_seconds",
          "cascade_pending",
          "completed_at",
          "course_id",
          "created",
          "created_practice",
          "created_proctored",
          "current_in_course",
          "download_url",
          "email",
          "exam_id",
          "exam_learner",
          "exam_paused_seconds",
          "external_id",
          "has_predecessor",
          "in_course",
          "in_progress_user_id",
          "included_additional_seconds",
          "instructions",
          "is_resumable",
          "is_sample_attempt",
          "is_status_acknowledged",
          "last_change",
          "last_change.reason",
          "last_change.role",
          "last_change.user_id",
          "modified",
          "predecessor_id",
          "ready_to_resume",
          "resumed",
          "retired",
          "review_policy_id",
          "schedule_bucket",
          "scheduled_at",
          "started_at",
          "status",
          "status_before_reset",
          "student_name",
          "taking_as_proctored",
          "time_remaining_seconds",
          "user_id",
          "username",
          "version",
          "watched_by",
        ],
        "directory": [
          "attempt",
          "attempt_code",
          "attempt_id",
          "backend",
          "changed_at",
          "changed_by",
          "changed_by.role",
          "changed_by.user_id",
          "config",
          "config.name",
          "course_id",
          "course_ids",
          "done_up_to",
          "drawn",
          "email",
          "escalation_email",
          "exam_id",
          "expires_at",
          "fetched_at",
          "former",
          "key",
          "known_at",
          "learner_id",
          "mode_1",
          "name",
          "passes",
          "registered",
          "registered.allowed_minutes",
          "registered.at",
          "registered.download_url",
          "registered.external_id",
          "registered.instructions",
          "registered.onboarding",
          "registered.vendor",
          "removal",
          "removal.at",
          "removal.reason",
          "removal.role",
          "removal.user_id",
          "renewal",
          "reserved_until",
          "retired_at",
          "staff_user_ids",
          "taken_at",
          "user_id",
          "username",
          "version",
        ],
        "events": [
          "course_id",
          "event",
          "event_id",
          "expires_at",
          "logged_at",
          "logged_on",
          "type",
        ],
        "exams": [
          "allowance_id",
          "backend",
          "change",
          "changed_at",
          "changed_by",
          "changed_by.role",
          "changed_by.user_id",
          "content_id",
          "course_id",
          "created",
          "cursor",
          "due_date",
          "email",
          "entry",
          "exam_id",
          "exam_name",
          "excluded_user_id",
          "external_id",
          "external_id_at_BACKEND",
          "hide_after_due",
          "in_progress_only",
          "is_active",
          "is_practice_exam",
          "is_proctored",
          "key",
          "listed_as",
          "listed_in_course",
          "minutes",
          "modified",
          "passes",
          "paused_at",
          "paused_by",
          "paused_by.role",
          "paused_by.user_id",
          "paused_seconds",
          "pauses",
          "pauses.from",
          "pauses.paused_by",
          "pauses.paused_by.role",
          "pauses.paused_by.user_id",
          "pauses.resumed_by",
          "pauses.resumed_by.role",
          "pauses.resumed_by.user_id",
          "pauses.seconds",
          "policy_id",
          "retired",
          "review_policy",
          "set_at",
          "set_by",
          "set_by.reason",
          "set_by.role",
          "set_by.user_id",
          "time_limit_mins",
          "user_id",
          "user_ids",
          "username",
          "value",
          "version",
        ],
        "history": [
          "after",
          "after.completed_at",
          "after.started_at",
          "after.version",
          "attempt",
          "attempt_code",
          "change",
          "change_key",
          "changed_at",
          "changed_by",
          "changed_by.reason",
          "changed_by.role",
          "changed_by.user_id",
          "packed_attempt",
          "to_status",
        ],
        "records": [
          "attempt_id",
          "author",
          "author.role",
          "author.user_id",
          "course_id",
          "created",
          "entry",
          "expires_at",
          "learner_id",
          "note_id",
          "subject",
          "text",
        ],
        "reviews": [
          "attempt_code",
          "attempt_id",
          "backend",
          "comments",
          "comments.comment",
          "comments.duration",
          "comments.source",
          "comments.start",
          "comments.status",
          "comments.stop",
          "course_id",
          "data",
          "deliveries",
          "digest",
          "digests",
          "exam_id",
          "expires_at",
          "external_id",
          "is_proven",
          "latest_version",
          "learner_id",
          "part",
          "received_at",
          "retired",
          "review_status",
          "reviewed_in_course",
          "taken_late",
          "vendor",
          "verdict",
          "verdict_at",
          "version",
          "video_link",
        ],
        "webhooks": [
          "at",
          "backlog_claim",
          "backlog_claimed_at",
          "backlog_claims",
          "backlog_position",
          "backlog_position.cursor",
          "backlog_position.started_at",
          "backlog_since",
          "consecutive_failures",
          "course_ids",
          "created_at",
          "description",
          "disabled_at",
          "disabled_because",
          "entry",
          "expires_at",
          "failing_since",
          "hung_at",
          "ids",
          "include",
          "last_error",
          "last_failure",
          "last_status",
          "last_success_at",
          "modified_at",
          "parked_since",
          "record_id",
          "request_claim",
          "secrets",
          "secrets.encrypted",
          "secrets.until",
          "status",
          "tries",
          "type",
          "types",
          "url",
          "version",
          "webhook_id",
        ],
      }
    `);
  });

  it('are the same in a live attempt and, but for those that only it has, in the claim on its code', async () => {
    const ofLive = ['in_course', 'exam_learner', 'download_url', 'instructions'];
    const { attempts, directory } = await writtenNames();
    const ofEntry = directory?.filter(name => name.startsWith('attempt.')).map(name => name.slice('attempt.'.length));
    expect(ofEntry).toEqual(attempts?.filter(name => !ofLive.includes(name)));
    expect(Object.keys(toAttemptItem(ATTEMPT)).sort()).toEqual(attempts?.filter(name => !name.includes('.')));
  });
});

describe('prefixes of stored keys', () => {
  it('are exactly these', () => {
    expect({
      directory: Object.values(DIRECTORY_PREFIX),
      exams: Object.values(EXAM_PREFIX),
      listedInCourse: [LISTED_EXAM, LISTED_ALLOWANCE],
      reviews: Object.values(REVIEW_PREFIX),
      webhooks: [WEBHOOK_ENTRY.failurePrefix],
    }).toMatchInlineSnapshot(`
      {
        "directory": [
          "code#",
          "external#",
          "vendor#",
          "vendorConfig#",
          "pair#",
          "learner#",
          "username#",
          "email#",
          "content#",
          "registration#",
          "removal#",
          "formerly#",
          "retired#",
          "renewal#",
          "staff#",
          "staffCourses#",
          "migration#",
          "enrolments#",
          "enrolled#",
          "courseConfig#",
          "timeJob#",
        ],
        "exams": [
          "exam",
          "policy",
          "former_policy#",
          "allowance#",
          "former_allowance#",
          "time_job#",
          "time_granted#",
          "time_named#",
        ],
        "listedInCourse": [
          "exam#",
          "allowance#",
        ],
        "reviews": [
          "review",
          "version#",
          "payload#",
          "refused#",
          "comments#",
        ],
        "webhooks": [
          "failure#",
        ],
      }
    `);
  });

  it('of a change consist of attempt, version and sequence number, padded', () => {
    expect(changeKey(1, 2, '3')).toBe(`${'1'.padStart(16, '0')}#${'2'.padStart(16, '0')}#${'3'.padStart(40, '0')}`);
  });
});
