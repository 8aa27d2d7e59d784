import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../dev/dynamodb/localClients.ts';
import { type TableDefinition, tablesForStage } from '../../dev/dynamodb/tableDefinitions.ts';
import { createAllowanceStore } from '../../src/store/allowances/allowances.ts';
import { createTimeJobStore } from '../../src/store/allowances/timeJobs.ts';
import { createAttemptLists } from '../../src/store/attempts/attemptLists.ts';
import { createAttemptStore } from '../../src/store/attempts/attempts.ts';
import { createLearnerAttempts } from '../../src/store/attempts/learnerAttempts.ts';
import { createOnboardingAttempts } from '../../src/store/attempts/onboardingAttempts.ts';
import { createSchedule } from '../../src/store/attempts/schedule.ts';
import { createCourseConfigs } from '../../src/store/courseConfigs/courseConfigs.ts';
import { createCourseStaffStore } from '../../src/store/courseStaff/courseStaff.ts';
import { createDirectory } from '../../src/store/directory/directory.ts';
import { createDocumentClient } from '../../src/store/dynamodb/client.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';
import { createEnrolmentStore } from '../../src/store/enrolments/enrolments.ts';
import { createEventLog } from '../../src/store/events/eventLog.ts';
import { createExamAuthoring } from '../../src/store/exams/examAuthoring.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { createReviewPolicyStore } from '../../src/store/exams/reviewPolicies.ts';
import { createHistory } from '../../src/store/history/history.ts';
import { createLearnerNames } from '../../src/store/learners/learnerNames.ts';
import { createLearnerStore } from '../../src/store/learners/learners.ts';
import { createNameCopies, createPendingRenewals } from '../../src/store/learners/nameCopies.ts';
import { createNoteStore } from '../../src/store/notes/notes.ts';
import { createErasureStore } from '../../src/store/privacy/erasureStore.ts';
import { createRegistrationStore } from '../../src/store/registrations/registrations.ts';
import { createCourseReviews } from '../../src/store/reviews/courseReviews.ts';
import { createRefusedReviews } from '../../src/store/reviews/refusedReviews.ts';
import { createReviewCipher } from '../../src/store/reviews/reviewCipher.ts';
import { createReviewReader, createReviewStore } from '../../src/store/reviews/reviews.ts';
import { createVendorConfigStore, createVendorConfigs } from '../../src/store/vendorConfigs/vendorConfigs.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import { countCalls } from './countedCalls.ts';
import { deleteItems, emptyTables } from './keptTables.ts';
import { REGISTRATIONS_PER_HOUR, withSettings } from './ports.ts';

/** Names the key, as DynamoDB Local demands, and signs nothing. */
const UNSIGNED = {
  async sign<Request extends { headers: Record<string, string> }>(request: Request): Promise<Request> {
    const credential = `${LOCAL_CREDENTIALS.accessKeyId}/20261129/${LOCAL_REGION}/dynamodb/aws4_request`;
    request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    return request;
  },
};

/**
 * All stores on empty tables of the real DynamoDB Local, and a count of the calls they make.
 * @param options the tables that have a stream
 */
export async function freshStores({ streams = [] }: { streams?: readonly string[] } = {}) {
  const definitions = tablesForStage(inject('serviceDefinition'), `t${randomBytes(5).toString('hex')}`).map(
    definition => (streams.includes(definition.logicalId) ? withStream(definition) : definition),
  );
  const client = createDocumentClient({
    endpoint: inject('dynamodbEndpoint'),
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // DynamoDB Local verifies no signature, and signing takes a third of the processor time of a call.
    signer: UNSIGNED,
    // A connection can be slow beside many other tests.
    connectionTimeout: 15_000,
    requestTimeout: 15_000,
  });
  // Composed for each call, and read by nobody here.
  for (const header of ['getUserAgentMiddleware', 'recursionDetectionMiddleware'])
    client.middlewareStack.remove(header);
  const created = await emptyTables(client, definitions);
  const nameOf = (logicalId: string) => created.find(definition => definition.logicalId === logicalId)?.name ?? '';
  const tables: TableNames = {
    attempts: nameOf('AttemptsTable'),
    directory: nameOf('DirectoryTable'),
    history: nameOf('HistoryTable'),
    reviews: nameOf('ReviewsTable'),
    exams: nameOf('ExamsTable'),
    events: nameOf('EventsTable'),
    webhooks: nameOf('WebhooksTable'),
    records: nameOf('RecordsTable'),
  };
  const cipher = createReviewCipher([Buffer.alloc(32, 'k')]);
  return {
    client,
    tables,
    cipher,
    /** Deletes the few items of the tables. */
    async empty() {
      const isEmpty = await Promise.all(created.map(definition => deleteItems(client, definition)));
      if (!isEmpty.every(Boolean)) throw new Error('a table has too many items to be emptied');
    },
    calls: countCalls(client),
    ports: withSettings({
      attempts: createAttemptStore(client, tables),
      directory: createDirectory(client, tables),
      exams: createExamStore(client, tables),
      authoring: createExamAuthoring(client, tables),
      lists: createAttemptLists(client, tables),
      learnerAttempts: createLearnerAttempts(client, tables),
      allowances: createAllowanceStore(client, tables),
      courseConfigs: createCourseConfigs(client, tables),
      timeJobs: createTimeJobStore(client, tables),
      courseStaff: createCourseStaffStore(client, tables),
      enrolments: createEnrolmentStore(client, tables),
      learnerNames: createLearnerNames(client, tables),
      onboardingAttempts: createOnboardingAttempts(client, tables),
      learners: createLearnerStore(client, tables),
      nameCopies: createNameCopies(client, tables),
      pendingRenewals: createPendingRenewals(client, tables),
      schedule: createSchedule(client, tables),
      registrations: createRegistrationStore(client, tables, REGISTRATIONS_PER_HOUR),
      reviewPolicies: createReviewPolicyStore(client, tables),
      history: createHistory(client, tables),
      eventLog: createEventLog(client, tables),
      courseReviews: createCourseReviews(client, tables),
      reviews: createReviewStore(client, tables, cipher),
      refusedReviews: createRefusedReviews(client, tables, cipher),
      reviewReader: createReviewReader(client, tables, cipher),
      notes: createNoteStore(client, tables),
      erasure: createErasureStore(client, tables, 0),
      vendorConfigs: {
        ...createVendorConfigs(client, tables, new Set(['proctortrack', 'proctortrack_2'])),
        ...createVendorConfigStore(client, tables),
      },
      webhooks: createWebhookStore(client, tables, { keys: [Buffer.alloc(32, 'w')], retentionDays: 30 }),
    }),
  };
}

function withStream(definition: TableDefinition): TableDefinition {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  return { ...definition, input: { ...definition.input, StreamSpecification } };
}

export type FreshStores = Awaited<ReturnType<typeof freshStores>>;
