import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { aCaller, aDelivery, aLearner, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { recordsOf } from '../support/streamRecords.ts';

/** Manual edits of the tables must not make the service lose, reject or confuse anything. */
let stores: FreshStores;
let examId: number;

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
});

const review = (attempt: Attempt) =>
  recordAsVendor(
    stores.ports,
    SETTINGS,
    aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId ?? '' }),
  );
const remove = (attempt: Attempt) => removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
const putBack = (attempt: Attempt) =>
  stores.client.send(new PutCommand({ TableName: stores.tables.attempts, Item: toAttemptItem(attempt) }));

function edit(attempt: Attempt, expression: string, values?: Record<string, unknown>) {
  return stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.attempts,
      Key: { attempt_id: attempt.attemptId },
      UpdateExpression: expression,
      ...(expression.includes('#status') && { ExpressionAttributeNames: { '#status': 'status' } }),
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );
}

describe('a manually edited attempt', () => {
  const edits: [string, string, Record<string, unknown>?][] = [
    ['version 0', 'SET version = :v', { ':v': 0 }],
    ['a negative version', 'SET version = :v', { ':v': -5 }],
    ['a text as version', 'SET version = :v', { ':v': '3' }],
    ['no version', 'REMOVE version'],
    ['no status', 'REMOVE #status'],
    ['a number as status', 'SET #status = :v', { ':v': 5 }],
    ['a higher version', 'SET version = :v', { ':v': 50 }],
  ];

  it.each(edits)('with %s can be reviewed', async (_case, expression, values) => {
    const attempt = await storedAttempt(stores, examId);
    await edit(attempt, expression, values);
    expect(await review(attempt)).toMatchObject({ outcome: 'stored', isArchived: false });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified' });
  });

  it.each(edits)('with %s can be removed', async (_case, expression, values) => {
    const attempt = await storedAttempt(stores, examId);
    await edit(attempt, expression, values);
    await remove(attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({ isArchived: true });
  });

  it.each(edits.filter(([change]) => !change.includes('status')))(
    'with %s can be submitted',
    async (_w, expression, values) => {
      const attempt = await storedAttempt(stores, examId);
      await edit(attempt, expression, values);
      const learner = aCaller({ userId: attempt.user.id });
      expect(await actOnAttempt(stores.ports, learner, attempt.attemptId, 'submit')).toMatchObject({
        status: 'submitted',
      });
    },
  );

  it('with an id above all drawn ids can be read and removed', async () => {
    const attempt = await storedAttempt(stores, examId);
    await stores.client.send(
      new UpdateItemCommand({
        TableName: stores.tables.attempts,
        Key: { attempt_id: { N: String(attempt.attemptId) } },
        UpdateExpression: 'SET odd = :odd',
        ExpressionAttributeValues: { ':odd': { N: '12345678901234567.5' } },
      }),
    );
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(attempt);
    await remove(attempt);
  });
});

describe('an attempt restored manually after its removal', () => {
  it('is live again: located, reviewed, and the only owner of its code and slot', async () => {
    const attempt = await storedAttempt(stores, examId);
    await remove(attempt);
    await putBack(attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toEqual({ attempt, isArchived: false });
    const { user, attemptCode, externalId } = attempt;
    await expect(storedAttempt(stores, examId, { user })).rejects.toMatchObject({ code: 'attempt_already_exists' });
    await expect(storedAttempt(stores, examId, { attemptCode })).rejects.toMatchObject({ code: 'attempt_code_in_use' });
    await expect(storedAttempt(stores, examId, { externalId })).rejects.toMatchObject({ code: 'external_id_in_use' });
    expect(await review(attempt)).toMatchObject({ outcome: 'stored', isArchived: false });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified' });
    await remove(attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({ isArchived: true });
  });
});

describe('an attempt restored manually beside the current one', () => {
  it('can be removed without a change of the current one or of the previous attempt of both', async () => {
    const learner = aLearner();
    const create = () => createAttempt(stores.ports, learner, { examId, startClock: true, attemptProctored: true });
    const { attemptId } = await create();
    await actOnAttempt(stores.ports, learner, attemptId, 'error');
    await actOnAttempt(stores.ports, STAFF, attemptId, 'mark_ready_to_resume');
    const removed = await create();
    await remove(removed);
    const current = await create();
    await putBack(removed);
    await remove(removed);
    expect(await stores.ports.attempts.read(removed.attemptId)).toBeUndefined();
    expect(await stores.ports.attempts.readCurrent(examId, learner.userId)).toEqual(current);
    expect(await stores.ports.attempts.read(attemptId)).toMatchObject({ resumed: true, isCurrent: false });
  });
});

describe('a manually deleted attempt', () => {
  it('appears with its last status, also before its removal is in the history', async () => {
    const attempt = await storedAttempt(stores, examId);
    const submitted = { ...attempt, version: 2, status: 'submitted' as const };
    await archiveRecords(stores.client, stores.tables, recordsOf([attempt, submitted]));
    await stores.client.send(
      new DeleteCommand({ TableName: stores.tables.attempts, Key: { attempt_id: attempt.attemptId } }),
    );
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({
      isArchived: true,
      attempt: { status: 'submitted' },
    });
  });
});

describe('a practice attempt that changes during the creation of the next one', () => {
  it.each(['changed', 'removed', 'without a version'])('(%s) does not prevent the creation', async change => {
    const practice = await createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), isPracticeExam: true }));
    const created = await storedAttempt(stores, practice);
    const first = await actOnAttempt(stores.ports, aCaller({ userId: created.user.id }), created.attemptId, 'submit');
    if (change === 'without a version') await edit(first, 'REMOVE version');
    let reads = 0;
    const attempts = {
      ...stores.ports.attempts,
      read: async (id: number) => {
        const stored = await stores.ports.attempts.read(id);
        // Right after the read, before the transaction that supersedes it.
        if (reads++ === 0 && change === 'changed') {
          await actOnAttempt(stores.ports, STAFF, id, 'verify');
        }
        if (reads === 1 && change === 'removed') await remove(first);
        return stored;
      },
    };
    const request = { examId: practice, startClock: false, attemptProctored: true, onBehalf: { user: first.user } };
    const second = await createAttempt({ ...stores.ports, attempts }, STAFF, request);
    expect(second.isCurrent).toBe(true);
    const superseded = await stores.ports.attempts.read(first.attemptId);
    if (change === 'removed') expect(superseded).toBeUndefined();
    else
      expect(superseded).toMatchObject({ isCurrent: false, status: change === 'changed' ? 'verified' : 'submitted' });
    expect(reads).toBeLessThan(5);
  });
});

describe('a code reused in another course', () => {
  it('shows the staff of each course only their own attempts and reviews', async () => {
    const [firstCourse, secondCourse] = ['course-v1:Mine+1+1', 'course-v1:Theirs+1+1'];
    const [firstExam, secondExam] = await Promise.all(
      [firstCourse, secondCourse].map(courseId =>
        createExam(stores.ports, STAFF, anExam({ courseId, contentId: randomUUID() })),
      ),
    );
    const first = await storedAttempt(stores, firstExam ?? 0);
    await review(first);
    await remove(first);
    await archiveRecords(stores.client, stores.tables, recordsOf([first, undefined]));
    const { attemptCode, externalId } = first;
    await storedAttempt(stores, secondExam ?? 0, { attemptCode, externalId });
    const firstStaff = aCaller({ userId: 11, courseStaff: [firstCourse] });
    const secondStaff = aCaller({ userId: 12, courseStaff: [secondCourse] });
    await expect(readReview(stores.ports, secondStaff, attemptCode)).rejects.toMatchObject({
      code: 'review_not_found',
    });
    await expect(readReviewPayload(stores.ports, secondStaff, attemptCode)).rejects.toMatchObject({
      code: 'review_not_found',
    });
    expect((await readHistory(stores.ports, secondStaff, attemptCode, { limit: 10 })).entries).toEqual([]);
    expect((await readReview(stores.ports, firstStaff, attemptCode)).review.attemptId).toBe(first.attemptId);
    expect((await readHistory(stores.ports, firstStaff, attemptCode, { limit: 10 })).entries).toHaveLength(1);
    const otherStaff = aCaller({ userId: 13, courseStaff: ['course-v1:Others+1+1'] });
    await expect(readReview(stores.ports, otherStaff, attemptCode)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readHistory(stores.ports, otherStaff, attemptCode, { limit: 10 })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
