import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { laterBy } from '../../src/domain/time.ts';
import { listFilteredAttempts } from '../../src/usecases/attempts/listFilteredAttempts.ts';
import { aCaller, anAttempt, anExam, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const stores = inMemoryStores();
const courseId = newCourseId();
const EXAM = 5123;
const OTHER_EXAM = 5124;

/** Attempts 1 to 130, oldest first: every third submitted, every tenth at the other exam, by users in turn. */
const statusOf = (index: number): AttemptStatus => (index % 3 === 0 ? 'submitted' : 'created');
const ids = (passes: (id: number) => boolean) => Array.from({ length: 130 }, (_, index) => 130 - index).filter(passes);

function put(attemptId: number, overrides: Partial<Attempt>) {
  stores.database.attempts.set(attemptId, anAttempt({ attemptId, courseId, ...overrides }));
}

beforeAll(() => {
  for (const id of ids(() => true)) {
    const user = { id, username: id % 2 ? 'odd' : 'even', email: '' };
    put(id, { status: statusOf(id), examId: id % 10 ? EXAM : OTHER_EXAM, user });
  }
});

type Query = Parameters<typeof listFilteredAttempts>[3];

/** The ids on each page. */
async function pagesOf(query: Query, ports = stores.ports, course = courseId): Promise<number[][]> {
  const pages: number[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await listFilteredAttempts(ports, STAFF, course, { ...query, cursor });
    pages.push(page.listed.map(({ attempt }) => attempt.attemptId));
    cursor = page.nextCursor;
  }
  return pages;
}

describe('a filtered list', () => {
  it.each<[string, Query, (id: number) => boolean]>([
    ['of a status', { statuses: ['submitted'] }, id => id % 3 === 0],
    ['of several statuses', { statuses: ['submitted', 'created'] }, () => true],
    ['of an exam', { examId: OTHER_EXAM }, id => id % 10 === 0],
    ['of both', { examId: OTHER_EXAM, statuses: ['submitted'] }, id => id % 30 === 0],
    ['of a search', { statuses: ['submitted'], search: 'odd' }, id => id % 6 === 3],
    ['of a status that none has', { statuses: ['verified'] }, () => false],
    ['of an exam of another course', { examId: 7 }, () => false],
  ])('has each attempt that passes once, newest first: %s', async (_case, query, passes) => {
    const pages = await pagesOf(query);
    expect(pages.flat()).toEqual(ids(passes));
    // Full pages, but for the last one.
    expect(pages.slice(0, -1).every(page => page.length === 25)).toBe(true);
  });

  it('has an overdue attempt with the status of its time-out', async () => {
    const course = newCourseId();
    const startedAt = laterBy(NOW, -3600);
    put(1001, { courseId: course, status: 'started', startedAt, allowedTimeSeconds: 60 });
    const at = (statuses: AttemptStatus[]) =>
      pagesOf({ statuses }, { ...stores.ports, clock: () => NOW }, course).then(pages => pages.flat());
    expect([await at(['submitted']), await at(['started'])]).toEqual([[1001], []]);
  });

  it('has an attempt as open whose exam was paused until after its stored end', async () => {
    const course = newCourseId();
    const exam = anExam({ examId: 5199, courseId: course, pausedSeconds: 3600 });
    stores.database.exams.set(exam.examId, exam);
    const clocked = { status: 'started', startedAt: laterBy(NOW, -3600), allowedTimeSeconds: 60 } as const;
    put(1002, { courseId: course, examId: exam.examId, ...clocked });
    put(1003, { courseId: course, examId: exam.examId, ...clocked, examPausedSeconds: 3600 });
    const examsRead: number[] = [];
    const lists: typeof stores.ports.lists = {
      ...stores.ports.lists,
      examsOf(attempts) {
        examsRead.push(...attempts.map(({ examId }) => examId));
        return stores.ports.lists.examsOf(attempts);
      },
    };
    put(1004, { courseId: course, examId: OTHER_EXAM });
    const ports = { ...stores.ports, lists, clock: () => NOW };
    expect(await pagesOf({ statuses: ['started'] }, ports, course)).toEqual([[1002]]);
    expect(await pagesOf({ statuses: ['submitted'] }, ports, course)).toEqual([[1003]]);
    // Only of those past their stored end.
    expect(new Set(examsRead)).toEqual(new Set([exam.examId]));
  });

  it.each([
    ['a hundred attempts if they fill it', { statuses: ['created'] }, [100]],
    ['a thousand more if they do not', { examId: OTHER_EXAM }, [100, 1000]],
    ['a thousand for a search', { statuses: ['submitted'], search: 'odd' }, [1000]],
  ] satisfies [string, Query, number[]][])('reads %s', async (_case, query, limits) => {
    const read: number[] = [];
    const lists: typeof stores.ports.lists = {
      ...stores.ports.lists,
      ofCourse(course, page) {
        read.push(page.limit);
        return stores.ports.lists.ofCourse(course, page);
      },
    };
    await listFilteredAttempts({ ...stores.ports, lists }, STAFF, courseId, query);
    expect(read).toEqual(limits);
  });

  it('has one page of as many attempts as fit, and another for one more', async () => {
    const course = newCourseId();
    const put25 = Array.from({ length: 25 }, (_, index) => 2001 + index);
    for (const id of put25) put(id, { courseId: course });
    expect(await pagesOf({ statuses: ['created'] }, stores.ports, course)).toEqual([put25.toReversed()]);
    put(2026, { courseId: course });
    expect(await pagesOf({ statuses: ['created'] }, stores.ports, course)).toEqual([
      [2026, ...put25.slice(1).toReversed()],
      [2001],
    ]);
  });

  it.each([undefined, ''])(
    'examines at most 10,000 attempts for a page, and continues there (search: %j)',
    async search => {
      const limits: number[] = [];
      const page = (limit: number) => Array.from({ length: limit }, () => anAttempt({ courseId }));
      const endless = {
        ...stores.ports.lists,
        async ofCourse(_course: string, { limit }: { limit: number }) {
          limits.push(limit);
          return { attempts: page(limit), nextCursor: `next${limits.length}` };
        },
      };
      const query = { statuses: ['verified' as const], search };
      const { listed, nextCursor } = await listFilteredAttempts(
        { ...stores.ports, lists: endless },
        STAFF,
        courseId,
        query,
      );
      expect([listed, nextCursor]).toEqual([[], `next${limits.length}`]);
      const examined = limits.reduce((sum, limit) => sum + limit, 0);
      expect(examined).toBe(search === undefined ? 10_000 : 1000);
    },
  );

  it.each([
    ['a learner', aCaller()],
    ['staff of another course', aCaller({ courseStaff: ['course-v1:Other+1+2'] })],
  ])('is not for %s', async (_case, caller) => {
    const list = listFilteredAttempts(stores.ports, caller, courseId, { statuses: ['submitted'] });
    await expect(list).rejects.toMatchObject({ code: 'forbidden' });
  });
});
