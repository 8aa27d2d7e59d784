import { beforeAll, describe, expect, it } from 'vitest';
import { removeAllowance, setAllowance } from '../../src/domain/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/domain/attempts/actOnAttempt.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { changeStudentName } from '../../src/domain/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/domain/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/domain/attempts/locateAttempt.ts';
import { readAttempt } from '../../src/domain/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/domain/attempts/removeAttempt.ts';
import { resetAttempt } from '../../src/domain/attempts/resetAttempt.ts';
import { resetAttempts } from '../../src/domain/attempts/resetAttempts.ts';
import { registerExams } from '../../src/domain/exams/registerExams.ts';
import { setReviewPolicy } from '../../src/domain/exams/reviewPolicy.ts';
import { takeReview } from '../../src/domain/reviews/takeReview.ts';
import { archiveRecords } from '../../src/store/archive.ts';
import { aCaller, aDelivery, anAttempt, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';
import { recordsOf } from '../support/streamRecords.ts';
import { aVendor } from '../support/vendors.ts';

/** The number of DynamoDB calls an operation makes when nobody is in its way. docs/architecture.md states them. */
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

describe('calls of an operation', () => {
  it('reading an attempt: 1 read', async () => {
    expect(await callsOf(() => readAttempt(stores.ports.attempts, STAFF, attempt.attemptId))).toEqual(['GetItem']);
  });

  it('creating: the exam, the learner and 1 transaction; 1 more for a learner seen for the first time', async () => {
    const calls = await callsOf(() => storedAttempt(stores, examId));
    expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems', 'TransactWriteItems']);
    const other = await storedExam(stores);
    const { user } = attempt;
    const again = await callsOf(() => storedAttempt(stores, other, { user }));
    expect(again).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems']);
  });

  it('creating with a registration at the vendor: the place twice, the reservation, the marker, what the vendor said', async () => {
    const { user } = attempt;
    const learner = aCaller({ userId: user.id, username: user.username, email: user.email });
    const request = { examId: await storedExam(stores), startClock: false, attemptProctored: true };
    const ports = { ...stores.ports, vendors: aVendor().vendors };
    expect(await callsOf(() => createAttempt(ports, learner, request))).toEqual([
      ...['BatchGetItem', 'BatchGetItem'],
      ...['GetItem', 'UpdateItem', 'GetItem'],
      ...['GetItem', 'PutItem', 'TransactWriteItems'],
    ]);
  });

  it('starting: the attempt, the exam and 1 write', async () => {
    const learner = aCaller({ userId: attempt.user.id });
    const calls = await callsOf(() => actOnAttempt(stores.ports, learner, attempt.attemptId, 'start'));
    expect(calls).toEqual(['GetItem', 'BatchGetItem', 'UpdateItem']);
  });

  it.each(['stop', 'submit'] as const)('%s: 1 read and 1 write', async action => {
    const learner = aCaller({ userId: attempt.user.id });
    const calls = await callsOf(() => actOnAttempt(stores.ports, learner, attempt.attemptId, action));
    expect(calls).toEqual(['GetItem', 'UpdateItem']);
  });

  it('granting time and taking it back: what it is about, the learner’s attempt, and 1 transaction', async () => {
    const asked = { examId, userInfo: attempt.user.username, key: 'additional_time_granted', value: '5' };
    const [exam, learner] = [['GetItem'], ['BatchGetItem', 'GetItem']];
    const [allowance, placeAndAttempt, write] = [['GetItem'], ['GetItem', 'GetItem'], ['TransactWriteItems']];
    expect(await callsOf(() => setAllowance(stores.ports, STAFF, asked))).toEqual(
      [exam, learner, allowance, placeAndAttempt, write].flat(),
    );
    expect(await callsOf(() => setAllowance(stores.ports, STAFF, asked))).toEqual([exam, learner, allowance].flat());
    const takenBack = { ...asked, userId: attempt.user.id };
    expect(await callsOf(() => removeAllowance(stores.ports, STAFF, takenBack))).toEqual(
      [exam, allowance, placeAndAttempt, write].flat(),
    );
  });

  it('a new student name: 1 read and 1 write', async () => {
    const calls = await callsOf(() => changeStudentName(stores.ports, STAFF, attempt.attemptId, 'Ada'));
    expect(calls).toEqual(['GetItem', 'UpdateItem']);
  });

  it('locating a live attempt: 2 reads', async () => {
    expect(await callsOf(() => locateAttempt(stores.ports, attempt.attemptCode))).toEqual(['GetItem', 'GetItem']);
  });

  it('the review callback: 1 read round trip and 1 transaction; a repeated one: the read alone', async () => {
    const delivery = aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId });
    const take = () => takeReview(stores.ports, SETTINGS, delivery);
    expect(await callsOf(take)).toEqual(['BatchGetItem', 'TransactWriteItems']);
    expect(await callsOf(take)).toEqual(['BatchGetItem']);
  });

  it('removing: 1 read and 1 transaction', async () => {
    const calls = await callsOf(() => removeAttempt(stores.ports, STAFF, attempt.attemptId, null));
    expect(calls).toEqual(['GetItem', 'TransactWriteItems']);
  });

  it('locating an archived attempt: 2 reads', async () => {
    expect(await callsOf(() => locateAttempt(stores.ports, attempt.attemptCode))).toEqual(['GetItem', 'GetItem']);
  });

  it('creating with the code and the place of a removed attempt: a refused transaction and a read more', async () => {
    const first = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { user, attemptCode, externalId } = first;
    const calls = await callsOf(() => storedAttempt(stores, examId, { user, attemptCode, externalId }));
    expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems', 'GetItem', 'TransactWriteItems']);
  });

  it('creating in place of a practice attempt: a refused transaction and a read more', async () => {
    const practice = await storedExam(stores, { isPracticeExam: true });
    const { user } = await storedAttempt(stores, practice);
    const calls = await callsOf(() => storedAttempt(stores, practice, { user }));
    expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems', 'GetItem', 'TransactWriteItems']);
  });

  it('resetting a practice attempt: the attempt, the exam and 1 transaction', async () => {
    const practice = await storedExam(stores, { isPracticeExam: true });
    const { user, attemptId } = await storedAttempt(stores, practice);
    const learner = aCaller({ userId: user.id });
    await actOnAttempt(stores.ports, learner, attemptId, 'submit');
    const calls = await callsOf(() => resetAttempt(stores.ports, learner, attemptId));
    expect(calls).toEqual(['GetItem', 'BatchGetItem', 'TransactWriteItems']);
  });

  it('removing an attempt that had replaced another: its predecessors as well', async () => {
    const practice = await storedExam(stores, { isPracticeExam: true });
    const { user } = await storedAttempt(stores, practice);
    const { attemptId } = await storedAttempt(stores, practice, { user });
    const calls = await callsOf(() => removeAttempt(stores.ports, STAFF, attemptId, null));
    expect(calls.sort()).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'Query', 'TransactWriteItems']);
  });

  it('resetting all attempts of a learner: the exam, the attempts and 1 transaction', async () => {
    const { user } = await storedAttempt(stores, examId);
    const calls = await callsOf(() => resetAttempts(stores.ports, STAFF, { examId, userId: user.id }));
    expect(calls.sort()).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'Query', 'TransactWriteItems']);
  });

  it('declining where the course has no other exam: 1 read and 1 write, and the same for the cascade', async () => {
    const alone = await storedExam(stores, { courseId: 'course-v1:Alone+1+1' });
    const { user, attemptId } = await storedAttempt(stores, alone);
    const decline = () => actOnAttempt(stores.ports, aCaller({ userId: user.id }), attemptId, 'decline');
    expect(await callsOf(decline)).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'Query', 'UpdateItem']);
  });

  it('the review callback for an archived attempt: the same two', async () => {
    const archived = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, archived.attemptId, null);
    const delivery = aDelivery({ attemptCode: archived.attemptCode, recordLocator: archived.externalId });
    const calls = await callsOf(() => takeReview(stores.ports, SETTINGS, delivery));
    expect(calls).toEqual(['BatchGetItem', 'TransactWriteItems']);
  });

  it.each([
    [1, 1],
    [25, 1],
    [26, 2],
    [100, 4],
  ])(
    'archiving %i status changes: %i batch writes, and a look before and after at who was retired',
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

  it('registering the exams of a course: what is there and 1 transaction; repeated: the reads alone', async () => {
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

  it('archiving removals: no more than that', async () => {
    const records = [recordsOf([anAttempt(), undefined]), recordsOf([anAttempt(), undefined])].flat();
    const calls = await callsOf(() => archiveRecords(stores.client, stores.tables, records));
    expect(calls).toEqual(['BatchGetItem', 'BatchWriteItem', 'BatchGetItem']);
  });
});
