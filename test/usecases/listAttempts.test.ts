import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { listAttempts, listNumberedPage } from '../../src/usecases/attempts/listAttempts.ts';
import { aCaller, anAttempt, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports } = stores;
let lastId = 1000;

/** A course with a number of attempts, newest first, written directly. */
async function courseOf(count: number, overrides: (index: number) => Partial<Attempt> = () => ({})) {
  const courseId = newCourseId();
  const examId = await storedExam(stores, { courseId });
  lastId += count;
  const attempts = Array.from({ length: count }, (_, index) =>
    anAttempt({ attemptId: lastId - index, courseId, examId, ...overrides(index) }),
  );
  for (const attempt of attempts) stores.database.attempts.set(attempt.attemptId, attempt);
  return { courseId, examId, ids: attempts.map(({ attemptId }) => attemptId) };
}

const idsOf = ({ listed }: { listed: readonly { attempt: Attempt }[] }) =>
  listed.map(({ attempt }) => attempt.attemptId);
const named = (index: number) => ({ user: { id: index + 1, username: index % 2 === 0 ? 'mina' : 'lena', email: '' } });

describe('the attempts of a course', () => {
  it('are listed by cursor in pages of 25, newest first', async () => {
    const { courseId, ids } = await courseOf(51);
    const pages: number[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof listAttempts>> = await listAttempts(ports, STAFF, courseId, { cursor });
      pages.push(idsOf(page));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([ids.slice(0, 25), ids.slice(25, 50), ids.slice(50)]);
  });

  it.each([
    [0, 1, 1, 1],
    [25, 1, 1, 1],
    [26, 2, 2, 2],
    [51, 2, 2, 3],
    [51, 3, 3, 3],
    [51, 9, 3, 3],
  ])('are listed by number: of %i, page %i is page %i of %i', async (count, requested, page, totalPages) => {
    const { courseId, ids } = await courseOf(count);
    const result = await listNumberedPage(ports, STAFF, courseId, { page: requested });
    expect(result).toMatchObject({ page, totalPages });
    expect(idsOf(result)).toEqual(ids.slice(25 * (page - 1), 25 * page));
  });

  it('are counted up to 1,000 beyond the page', async () => {
    const { courseId } = await courseOf(1101);
    const totalOf = async (page: number) => (await listNumberedPage(ports, STAFF, courseId, { page })).totalPages;
    expect([await totalOf(1), await totalOf(3), await totalOf(9)]).toEqual([41, 43, 45]);
  });

  it('are searched in both lists', async () => {
    const { courseId, ids } = await courseOf(60, named);
    const matches = ids.filter((_id, index) => index % 2 === 0);
    const first = await listAttempts(ports, STAFF, courseId, { search: 'MINA' });
    expect(idsOf(first)).toEqual(matches.slice(0, 25));
    const second = await listNumberedPage(ports, STAFF, courseId, { page: 2, search: 'MINA' });
    expect([idsOf(second), second.totalPages]).toEqual([matches.slice(25), 2]);
  });

  it('are shown with their exam and their time-out; of an unknown exam with none', async () => {
    const overdue = { status: 'started', startedAt: NOW, allowedTimeSeconds: 1 } as const;
    const { courseId, examId } = await courseOf(2, index => (index === 0 ? overdue : { examId: 404 }));
    const { listed } = await listAttempts({ ...ports, clock: () => laterBy(NOW, 5) }, STAFF, courseId, {});
    const [timedOut, ofUnknownExam] = listed;
    expect(timedOut).toMatchObject({ attempt: { status: 'submitted' }, exam: { examId }, allCount: 1 });
    expect(timedOut?.all).toEqual([timedOut?.attempt]);
    expect(ofUnknownExam).toMatchObject({ exam: null, all: [ofUnknownExam?.attempt], allCount: 1 });
  });

  it('are for staff of the course', async () => {
    const { courseId } = await courseOf(1);
    for (const caller of [aCaller(), aCaller({ courseStaff: [newCourseId()] })]) {
      await expect(listAttempts(ports, caller, courseId, {})).rejects.toMatchObject({ code: 'forbidden' });
      const numbered = listNumberedPage(ports, caller, courseId, { page: 1 });
      await expect(numbered).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(idsOf(await listAttempts(ports, aCaller({ courseStaff: [courseId] }), courseId, {}))).toHaveLength(1);
  });
});
