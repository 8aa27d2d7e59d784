import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { EXAMPLE_EVENT } from '../../src/api/contract/documentation/eventAnswers.ts';
import {
  ADDITIONAL_TIME,
  ATTEMPTS,
  COURSE_ID,
  EXAMS,
  LEARNERS,
  OTHER_LEARNERS,
  REVIEW_POLICY,
  softwareSecureReview,
  WEBHOOKS,
} from '../../src/api/contract/documentation/objects.ts';
import { readDefaultBackend } from '../../src/config/attempts.ts';
import { readBaseConfig } from '../../src/config/base.ts';
import { readEventRetention } from '../../src/config/retention.ts';
import { readVideoLinkKeys } from '../../src/config/reviews.ts';
import { readWebhookKeys } from '../../src/config/webhooks.ts';
import { type Actor, VENDOR } from '../../src/domain/actors.ts';
import { ADDITIONAL_TIME as ADDITIONAL_TIME_KEY } from '../../src/domain/allowances/allowance.ts';
import { newAttempt, startedAtOnce } from '../../src/domain/attempts/newAttempt.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { clock, drawWebhookSecret } from '../../src/platform/system.ts';
import { createAllowanceStore } from '../../src/store/allowances/allowances.ts';
import { createAttemptStore } from '../../src/store/attempts/attempts.ts';
import { createDirectory } from '../../src/store/directory/directory.ts';
import { createDocumentClient } from '../../src/store/dynamodb/client.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';
import { toEventItem } from '../../src/store/events/eventItem.ts';
import { createExamAuthoring } from '../../src/store/exams/examAuthoring.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { createReviewPolicyStore } from '../../src/store/exams/reviewPolicies.ts';
import { createHistory } from '../../src/store/history/history.ts';
import { createLearnerStore } from '../../src/store/learners/learners.ts';
import { createReviewCipher } from '../../src/store/reviews/reviewCipher.ts';
import { createReviewStore } from '../../src/store/reviews/reviews.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import { locateDelivery } from '../../src/usecases/reviews/locateDelivery.ts';
import { recordReview } from '../../src/usecases/reviews/recordReview.ts';
import { softwareSecureInbound } from '../../src/vendors/softwareSecure/inbound.ts';
import { softwareSecureOutcomes } from '../../src/vendors/softwareSecure/outcomes.ts';

const EXAMPLE_STAFF: Actor = { role: 'staff', userId: 1 };
const MINUTE_MS = 60_000;

/**
 * Creates the missing objects of the example requests. Removed objects, and those of erased learners, stay removed: the
 * service never uses an id twice.
 */
export async function createExamples(env: NodeJS.ProcessEnv): Promise<void> {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const learners = [...Object.values(LEARNERS), ...Object.values(OTHER_LEARNERS)];
  await Promise.all([createExams(client, tables), createLearnerStore(client, tables).register(learners)]);
  await createAttempts(client, tables, readDefaultBackend(env));
  await createReview(client, tables, readVideoLinkKeys(env));
  await createAdditionalTime(client, tables);
  await createEvent(client, tables, readEventRetention(env));
  await createWebhooks(client, tables, env);
}

async function createExams(client: DynamoDBDocumentClient, tables: TableNames): Promise<void> {
  const authoring = createExamAuthoring(client, tables);
  const reviewPolicies = createReviewPolicyStore(client, tables);
  const createExam = async (fields: (typeof EXAMS)[keyof typeof EXAMS]) => {
    const outcome = await authoring.create({ ...EXAM_DEFAULTS, ...fields });
    if (outcome !== 'created') return;
    const policy = { policyId: fields.examId, text: REVIEW_POLICY, setBy: EXAMPLE_STAFF, setAt: clock(), version: 1 };
    await reviewPolicies.replace(fields.examId, undefined, policy);
  };
  await Promise.all(Object.values(EXAMS).map(createExam));
}

const EXAM_DEFAULTS = {
  ...NO_PAUSES,
  externalId: null,
  externalIds: new Map(),
  isPracticeExam: false,
  isActive: true,
  dueDate: null,
  hideAfterDue: false,
  backend: null,
} satisfies Partial<Exam>;

async function createAttempts(
  client: DynamoDBDocumentClient,
  tables: TableNames,
  defaultBackend: string,
): Promise<void> {
  const attempts = createAttemptStore(client, tables);
  const exams = createExamStore(client, tables);
  const now = Date.now();
  const createAttempt = async (example: (typeof ATTEMPTS)[keyof typeof ATTEMPTS]) => {
    const { attemptId, attemptCode, externalId, learner, status } = example;
    const terms = await exams.readTerms(EXAMS.midterm.examId, learner.id);
    if (!terms) throw new TypeError('the exam of the examples is missing');
    const { id, username, email, name } = learner;
    const createdAt = status === 'submitted' ? now - 30 * MINUTE_MS : now;
    const created = newAttempt(terms, {
      attemptCode,
      user: { id, username, email },
      studentName: name,
      takingAsProctored: true,
      defaultBackend,
      by: EXAMPLE_STAFF,
      now: new Date(createdAt).toISOString(),
    });
    const started = status === 'created' ? created : startedAtOnce(created, terms);
    const endedAt = new Date(now).toISOString();
    const ended = status === 'submitted' && { status, completedAt: endedAt, modifiedAt: endedAt };
    await attempts.create({ ...started, ...ended, attemptId, externalId }, { staleOwners: [], terms });
  };
  await Promise.all(Object.values(ATTEMPTS).map(createAttempt));
}

async function createReview(client: DynamoDBDocumentClient, tables: TableNames, keys: Uint8Array[]): Promise<void> {
  const ports = {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    exams: createExamStore(client, tables),
    history: createHistory(client, tables),
    reviews: createReviewStore(client, tables, createReviewCipher(keys), null),
    clock,
  };
  const settings = {
    outcomes: softwareSecureOutcomes.default ?? {},
    allowCallbackSimulation: false,
    allowReviewUpdates: false,
  };
  const review = softwareSecureInbound.parse?.(Buffer.from(JSON.stringify(softwareSecureReview(ATTEMPTS.reviewed))));
  if (!review || review === 'ignored') throw new TypeError('the review of the examples cannot be read');
  try {
    await recordReview(ports, settings, await locateDelivery(ports, review), async () => VENDOR);
  } catch (error) {
    // The attempt has another review already.
    if (!(error instanceof DomainError)) throw error;
  }
}

async function createAdditionalTime(client: DynamoDBDocumentClient, tables: TableNames): Promise<void> {
  const { allowanceId, examId, learner, minutes } = ADDITIONAL_TIME;
  const { id, username, email } = learner;
  const now = clock();
  const allowance = {
    allowanceId,
    examId,
    courseId: COURSE_ID,
    user: { id, username, email },
    key: ADDITIONAL_TIME_KEY,
    value: String(minutes),
    createdAt: now,
    modifiedAt: now,
    version: allowanceId,
    setBy: EXAMPLE_STAFF,
  };
  try {
    await createAllowanceStore(client, tables).replace(undefined, allowance, undefined);
  } catch (error) {
    // The learner was erased.
    if (!(error instanceof DomainError)) throw error;
  }
}

async function createEvent(client: DynamoDBDocumentClient, tables: TableNames, retentionDays: number): Promise<void> {
  const Item = toEventItem({ event: EXAMPLE_EVENT, courseId: COURSE_ID }, { loggedAt: clock(), retentionDays });
  await client.send(new PutCommand({ TableName: tables.events, Item }));
}

/** Nothing listens on the port: connections are refused at once. */
const UNREACHABLE_URL = 'http://127.0.0.1:9/';

async function createWebhooks(
  client: DynamoDBDocumentClient,
  tables: TableNames,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const settings = { keys: readWebhookKeys(env), retentionDays: readEventRetention(env) };
  const webhooks = createWebhookStore(client, tables, settings);
  for (const [name, { webhookId }] of Object.entries(WEBHOOKS)) {
    if (await webhooks.find(webhookId)) continue;
    const now = clock();
    await webhooks.create({
      webhookId,
      url: UNREACHABLE_URL,
      types: ['proctoring.attempt.*'],
      courseIds: [COURSE_ID],
      include: [],
      description: 'Example',
      status: name === 'active' ? 'active' : 'pending',
      disabledBecause: null,
      disabledAt: null,
      secrets: [{ secret: drawWebhookSecret(), until: null }],
      version: 1,
      createdAt: now,
      modifiedAt: now,
    });
  }
}
