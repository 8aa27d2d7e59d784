import { randomInt, randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { readActiveAttempt, readCourseView } from '../../src/usecases/attempts/learnerView.ts';
import { listAttempts, listNumberedPage } from '../../src/usecases/attempts/listAttempts.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, anAttempt, anExam, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { storedAttempt } from '../support/scenarios/stored.ts';

let stores: FreshStores;

/** One concurrent query for each shard of a course. */
const EVERY_KEY = Array.from({ length: 8 }, () => 'Query');

beforeAll(async () => {
  stores = await freshStores();
});

/** A course with a number of attempts, written directly to the table. */
async function courseOf(
  count: number,
  idOf = (_at: number) => randomInt(1, 2 ** 47),
  nameOf = (_at: number) => 'mina',
): Promise<string> {
  const courseId = newCourseId();
  const examId = await createExam(stores.ports, STAFF, anExam({ courseId, contentId: randomUUID() }));
  const items = Array.from({ length: count }, (_, index) => {
    const user = { id: randomInt(1, 2 ** 40), username: nameOf(index), email: '' };
    return toAttemptItem(anAttempt({ attemptId: idOf(index), courseId, examId, user }));
  });
  const batches = Array.from({ length: Math.ceil(count / 25) }, (_, index) => items.slice(index * 25, index * 25 + 25));
  await mapInBatches(batches, 4, batch => {
    const puts = batch.map(Item => ({ PutRequest: { Item } }));
    return stores.client.send(new BatchWriteCommand({ RequestItems: { [stores.tables.attempts]: puts } }));
  });
  return courseId;
}

describe('a page by cursor', () => {
  it.each([50, runs(150, 500)])('of a course of %i attempts costs the same calls', async count => {
    const courseId = await courseOf(count);
    const { nextCursor } = await listAttempts(stores.ports, STAFF, courseId, { cursor: '' });
    for (const cursor of ['', nextCursor ?? '']) {
      stores.calls.take();
      expect((await listAttempts(stores.ports, STAFF, courseId, { cursor })).listed).toHaveLength(25);
      expect(stores.calls.take()).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
    }
  });

  it('page by page has every attempt once', async () => {
    const courseId = await courseOf(110);
    const ids: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await listAttempts(stores.ports, STAFF, courseId, { cursor });
      ids.push(...page.listed.map(({ attempt }) => attempt.attemptId));
      cursor = page.nextCursor;
    }
    expect(new Set(ids).size).toBe(110);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });
});

describe('views', () => {
  it('of an attempt past its end show it as closed before the sweep, and write nothing', async () => {
    const examId = await createExam(stores.ports, STAFF, anExam({ contentId: 'past its end' }));
    const { attemptId, user } = await storedAttempt(stores, examId);
    const learner = aCaller({ userId: user.id });
    const started = await actOnAttempt(stores.ports, learner, attemptId, 'start');
    const ports = {
      ...stores.ports,
      clock: () => laterBy(started.startedAt ?? '', 5400),
    };
    stores.calls.take();
    expect(await readActiveAttempt(ports, learner)).toBeUndefined();
    const { exam, active } = await readCourseView(ports, learner, {
      courseId: started.courseId,
      contentId: 'past its end',
    });
    expect([exam?.attempt?.status, active]).toEqual(['submitted', undefined]);
    expect(stores.calls.take().filter(call => !/^(Query|GetItem|BatchGetItem)$/.test(call))).toEqual([]);
    expect(await stores.ports.attempts.read(attemptId)).toEqual(started);
  });
});

describe('a page by number', () => {
  it('of a large course counts only a limited number ahead, and continues from there', async () => {
    const courseId = await courseOf(410, at => 2 ** 48 + at);
    const { lists } = stores.ports;
    const limits: number[] = [];
    // 1,000 attempts are slow on DynamoDB Local: here 300 are a large course.
    const count: typeof lists.count = (course, { search, atMost }) => {
      limits.push(atMost);
      return lists.count(course, { search, atMost: atMost - 700 });
    };
    const ports = { ...stores.ports, lists: { ...lists, count } };
    const page = (number: number) => listNumberedPage(ports, STAFF, courseId, { page: number });
    expect(await page(1)).toMatchObject({ page: 1, totalPages: 13 });
    expect(await page(4)).toMatchObject({ page: 4, totalPages: 16 });
    const last = await page(999);
    expect([last.page, last.totalPages, last.listed.length]).toEqual([17, 17, 10]);
    expect(limits).toEqual([1025, 1100, 1000 + 999 * 25]);
    stores.calls.take();
    await page(1);
    // Every shard counts 41 of its 51, and returns a page.
    expect(stores.calls.take()).toEqual([...EVERY_KEY, ...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
  });

  it('of a course with all attempts in one shard counts them all, and shows each', async () => {
    const courseId = await courseOf(120, at => 8 * (at + 1) * 1000);
    const first = await listNumberedPage(stores.ports, STAFF, courseId, { page: 1 });
    expect([first.totalPages, first.listed[0]?.attempt.attemptId]).toEqual([5, 120 * 8000]);
    const last = await listNumberedPage(stores.ports, STAFF, courseId, { page: 5 });
    expect(last.listed.map(({ attempt }) => attempt.attemptId / 8000)).toEqual(
      Array.from({ length: 20 }, (_, index) => 20 - index),
    );
  });
});

describe('a search', () => {
  it('by cursor and by number finds every attempt once, in any shard', async () => {
    const courseId = await courseOf(110, undefined, at => (at % 3 === 0 ? 'Ada' : 'Bob'));
    const ids: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await listAttempts(stores.ports, STAFF, courseId, { cursor, search: 'ada' });
      ids.push(...page.listed.map(({ attempt }) => attempt.attemptId));
      cursor = page.nextCursor;
    }
    expect([ids.length, new Set(ids).size]).toEqual([37, 37]);
    const { totalPages, listed } = await listNumberedPage(stores.ports, STAFF, courseId, { page: 2, search: 'ADA' });
    expect([totalPages, listed.map(({ attempt }) => attempt.attemptId)]).toEqual([2, ids.slice(25)]);
  });
});
