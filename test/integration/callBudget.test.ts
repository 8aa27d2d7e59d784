import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { logEvent } from '../../src/store/events/logEvents.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { redeliver, redeliverFailuresSince } from '../../src/usecases/webhooks/redeliver.ts';
import { allowancePorts } from '../support/allowancePorts.ts';
import { aCaller, anAttempt, anEvent, anExam, aWebhook, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { recordsOf } from '../support/streamRecords.ts';
import { aVendor } from '../support/vendors.ts';
import { webhookPorts } from '../support/webhookPorts.ts';

/** Calls that depend on stored data or on the batch size; all others are in `operationBudgets`. */
let stores: FreshStores;
let examId: number;
let attempt: Attempt & { externalId: string };

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
  attempt = await storedAttempt(stores, examId);
});

async function callsOf(operation: () => Promise<unknown>): Promise<string[]> {
  stores.calls.take();
  await operation();
  return stores.calls.take();
}

async function completedPractice(practiceId: number): Promise<Attempt> {
  const created = await storedAttempt(stores, practiceId);
  return actOnAttempt(stores.ports, aCaller({ userId: created.user.id }), created.attemptId, 'submit');
}

describe('calls of an operation', () => {
  it('creating with a vendor registration: the slot twice, the reservation, the erasure marker, the vendor’s answer, the exam', async () => {
    const { user } = attempt;
    const learner = aCaller({ userId: user.id, username: user.username, email: user.email });
    const request = { examId: await storedExam(stores), startClock: false, attemptProctored: true };
    const ports = { ...stores.ports, vendors: aVendor().vendors };
    expect(await callsOf(() => createAttempt(ports, learner, request))).toEqual([
      ...['BatchGetItem', 'BatchGetItem'],
      ...['GetItem', 'UpdateItem', 'GetItem'],
      ...['GetItem', 'PutItem', 'GetItem', 'TransactWriteItems'],
    ]);
  });

  it('granting and removing time: exam and names, learner, allowance and slot, the attempt, and 1 transaction', async () => {
    const ports = allowancePorts(stores);
    const request = { examId, userInfo: attempt.user.username, key: 'additional_time_granted', value: '5' };
    const write = ['GetItem', 'TransactWriteItems'];
    const grant = () => callsOf(() => setAllowance(ports, STAFF, request));
    expect(await grant()).toEqual(['BatchGetItem', 'BatchGetItem', ...write]);
    expect(await grant()).toEqual(['BatchGetItem', 'BatchGetItem']);
    const removal = { ...request, userId: attempt.user.id };
    expect(await callsOf(() => removeAllowance(ports, STAFF, removal))).toEqual(['GetItem', 'BatchGetItem', ...write]);
  });

  it('creating with the code and the slot of a removed attempt: one cancelled transaction and one read more', async () => {
    const first = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { user, attemptCode, externalId } = first;
    const calls = await callsOf(() => storedAttempt(stores, examId, { user, attemptCode, externalId }));
    expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems', 'GetItem', 'TransactWriteItems']);
  });

  it('creating after a completed practice attempt: one cancelled transaction and one read more', async () => {
    const practice = await storedExam(stores, { isPracticeExam: true });
    const { user } = await completedPractice(practice);
    const calls = await callsOf(() => storedAttempt(stores, practice, { user }));
    expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems', 'GetItem', 'TransactWriteItems']);
  });

  it('removing an attempt that superseded another: one read of the previous attempt', async () => {
    const practice = await storedExam(stores, { isPracticeExam: true });
    const { user } = await completedPractice(practice);
    const { attemptId } = await storedAttempt(stores, practice, { user });
    const calls = await callsOf(() => removeAttempt(stores.ports, STAFF, attemptId, null));
    expect(calls).toEqual(['GetItem', 'GetItem', 'TransactWriteItems']);
  });

  it.each([
    [1, 1],
    [25, 1],
    [26, 2],
  ])(
    'archiving %i status changes: %i batch writes, and a read of the erasure markers before and after',
    async (changes, writes) => {
      const records = Array.from({ length: changes }, () => {
        const before = anAttempt();
        return recordsOf([before, { ...before, version: 2, status: 'submitted' }]).slice(1);
      }).flat();
      const calls = await callsOf(() => archiveRecords(stores.client, stores.tables, records));
      const batches = Array.from({ length: writes }, () => 'BatchWriteItem');
      expect(calls).toEqual(['BatchGetItem', ...batches, 'BatchGetItem']);
    },
  );

  it('archiving records without a status change: none', async () => {
    const before = anAttempt();
    const records = recordsOf([before, { ...before, version: 2, studentName: 'Ada' }]);
    expect(await callsOf(() => archiveRecords(stores.client, stores.tables, records))).toEqual([]);
  });

  it('registering the exams of a course: the reads and 1 transaction; repeated: the reads only', async () => {
    const { examId: _, ...exam } = anExam({ courseId: 'course-v1:Budget+1+1' });
    const list = ['a', 'b'].map(contentId => ({ ...exam, contentId }));
    const register = () => registerExams(stores.ports, STAFF, exam.courseId, list);
    expect(await callsOf(register)).toEqual(['BatchGetItem', 'Query', 'TransactWriteItems']);
    expect(await callsOf(register)).toEqual(['BatchGetItem', 'BatchGetItem', 'Query']);
  });

  it('setting a review policy: the exam, the policy and 1 transaction', async () => {
    const calls = await callsOf(() => setReviewPolicy(stores.ports, STAFF, examId, 'Calculators are allowed.'));
    expect(calls).toEqual(['GetItem', 'GetItem', 'TransactWriteItems']);
  });

  it('redelivering an event: webhook, event, its failure, and the removal of that; failures: 1 query and 1 read for 100, and a deletion for each', async () => {
    const { client, tables, ports } = stores;
    const webhook = aWebhook({ status: 'active', types: ['*'] });
    const { webhookId } = webhook;
    await ports.webhooks.create(webhook);
    const at = ports.clock();
    const events = [anEvent(), anEvent(), anEvent()];
    for (const event of events) {
      await logEvent(client, tables, { event, courseId: null }, { clock: ports.clock, retentionDays: 30 });
      const failure = { type: event.type, tries: 10, lastStatus: 503, lastError: 'down', at };
      await ports.webhooks.addFailure({ ...failure, webhookId, eventId: event.id });
    }
    const redelivery = webhookPorts(ports);
    const single = () => redeliver(redelivery, STAFF, webhookId, { eventId: events[0]?.id ?? '' });
    expect(await callsOf(single)).toEqual(['GetItem', 'GetItem', 'GetItem', 'DeleteItem']);
    expect(await callsOf(single)).toEqual(['GetItem', 'GetItem', 'GetItem']);
    const failed = () => redeliverFailuresSince(redelivery, webhook, at, { cursor: null, limit: 100 });
    expect(await callsOf(failed)).toEqual(['Query', 'BatchGetItem', 'DeleteItem', 'DeleteItem']);
    expect(await callsOf(failed)).toEqual(['Query']);
  });
});
