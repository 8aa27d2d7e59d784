import { randomInt } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { toWireMonitor } from '../../src/api/examControl/monitorWire.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { createExamMonitor } from '../../src/usecases/exams/monitorExam.ts';
import { setExamPaused } from '../../src/usecases/exams/pauseExam.ts';
import { aCaller, anAttempt, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const at = (seconds: number) => laterBy(NOW, seconds);

let stores: InMemoryStores;
let courseId: string;
let examId: number;
let ports: Ports;
let now: string;

beforeEach(async () => {
  stores = inMemoryStores();
  courseId = newCourseId();
  examId = await storedExam(stores, { courseId });
  now = NOW;
  ports = { ...stores.ports, clock: () => now };
});

function store(overrides: Partial<Attempt> = {}): Attempt {
  const attempt = anAttempt({ examId, courseId, attemptId: randomInt(1, 2 ** 47), ...overrides });
  stores.database.attempts.set(attempt.attemptId, attempt);
  return attempt;
}
/** An attempt that ends so many seconds from NOW. */
const running = (seconds: number, overrides: Partial<Attempt> = {}) =>
  store({ status: 'started', startedAt: at(seconds - 3600), allowedTimeSeconds: 3600, ...overrides });
const monitor = () => createExamMonitor(ports)(STAFF, examId);
const pageOf = async (query: { limit: number; cursor?: string } = { limit: 100 }) =>
  toWireMonitor(await monitor(), query);

describe('the monitor of an exam', () => {
  it('counts the current attempts by their statuses, and lists those in progress by their time left', async () => {
    const [late, soon] = [running(500), running(100)];
    const stopped = store({ status: 'ready_to_submit' });
    store({ status: 'created' });
    store({ status: 'verified' });
    store({ status: 'onboarding_reset', isCurrent: false });
    running(-1);
    store({ examId: examId + 1, status: 'started' });
    const page = await pageOf();
    expect(page.counts).toEqual({ started: 2, ready_to_submit: 1, created: 1, verified: 1, submitted: 1 });
    expect(page).toMatchObject({ in_progress: 3, is_truncated: false, next_cursor: null, as_of: NOW });
    expect(page.results.map(({ attempt_id, ends_at }) => [attempt_id, ends_at])).toEqual([
      [soon.attemptId, at(100)],
      [late.attemptId, at(500)],
      [stopped.attemptId, null],
    ]);
  });

  it('lists those who have not started, who have waited longest first, within the bytes of an answer', async () => {
    const [second, first] = [20, 10].map(attemptId => store({ attemptId, status: 'ready_to_start' }));
    store({ status: 'created', isCurrent: false });
    running(10);
    const page = await pageOf();
    expect(page.not_started).toEqual(
      [first, second].map(attempt =>
        expect.objectContaining({
          ...{ attempt_id: attempt?.attemptId, attempt_code: attempt?.attemptCode, status: 'ready_to_start' },
          ...{ created: attempt?.createdAt, modified: attempt?.modifiedAt },
        }),
      ),
    );
    for (let count = 0; count < 200; count++) store({ user: { id: count, username: 'x'.repeat(150), email: '' } });
    const full = await pageOf();
    expect(full.not_started_count).toBe(202);
    expect(full.not_started.length).toBeGreaterThan(10);
    expect(Buffer.byteLength(JSON.stringify(full.not_started))).toBeLessThanOrEqual(6100);
  });

  it('orders by the time left also among attempts that started before and after a pause', async () => {
    await setExamPaused({ ...ports, clock: () => at(0) }, STAFF, examId, true);
    now = at(600);
    await setExamPaused(ports, STAFF, examId, false);
    const before = running(1000);
    const after = running(1300, { examPausedSeconds: 600 });
    expect((await pageOf()).results.map(({ attempt_id, ends_at }) => [attempt_id, ends_at])).toEqual([
      [after.attemptId, at(1300)],
      [before.attemptId, at(1600)],
    ]);
  });

  it('has pages without repetition, also while the exam is paused in between', async () => {
    const attempts = [running(30), running(10), running(20), store({ status: 'ready_to_submit' })];
    const first = await pageOf({ limit: 2 });
    await setExamPaused(ports, STAFF, examId, true);
    const second = await pageOf({ limit: 2, cursor: first.next_cursor ?? '' });
    const ids = [...first.results, ...second.results].map(({ attempt_id }) => attempt_id);
    expect(ids).toEqual([1, 2, 0, 3].map(index => attempts[index]?.attemptId));
    expect(second.next_cursor).toBeNull();
    const timesOf = ({ results }: typeof first) =>
      results.map(({ ends_at, remaining_seconds }) => [ends_at, remaining_seconds]);
    expect(timesOf(first)).toEqual([
      [at(10), null],
      [at(20), null],
    ]);
    expect(timesOf(second)).toEqual([
      [null, 30],
      [null, null],
    ]);
  });

  it('has no time left of an attempt without a clock, paused or not', async () => {
    store({ status: 'ready_to_submit' });
    const untimed = { ends_at: null, remaining_seconds: null };
    expect((await pageOf()).results).toMatchObject([untimed]);
    await setExamPaused(ports, STAFF, examId, true);
    expect((await pageOf()).results).toMatchObject([untimed]);
  });

  it('lists attempts with the same end by their ids', async () => {
    const ids = [30, 10, 20].map(attemptId => running(60, { attemptId }).attemptId);
    expect((await pageOf()).results.map(({ attempt_id }) => attempt_id)).toEqual(ids.sort((a, b) => a - b));
  });

  it.each(['', 'x', Buffer.from('~ 99999999999999999').toString('base64url')])(
    'rejects the cursor "%s"',
    async cursor => {
      await expect(pageOf({ limit: 2, cursor })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );

  it('of 5,000 in progress takes one reading for all callers in ten seconds, and at most 30 kB', async () => {
    for (let count = 0; count < 5000; count++)
      running(count, { user: { id: count + 1, username: 'x'.repeat(150), email: '' } });
    let reads = 0;
    const allOfCourse: Ports['lists']['allOfCourse'] = (...args) => {
      reads++;
      return ports.lists.allOfCourse(...args);
    };
    const monitorExam = createExamMonitor({ ...ports, lists: { ...ports.lists, allOfCourse } });
    const answers = await Promise.all([1, 2, 3].map(() => monitorExam(STAFF, examId)));
    for (const answer of answers) {
      const page = toWireMonitor(answer, { limit: 100 });
      expect(page).toMatchObject({ counts: { started: 4999, submitted: 1 }, in_progress: 4999 });
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(30_000);
      expect(page.results.length).toBeGreaterThan(50);
      expect(page.next_cursor).not.toBeNull();
    }
    expect(reads).toBe(1);
    now = at(9);
    await monitorExam(STAFF, examId);
    expect(reads).toBe(1);
    now = at(10);
    await monitorExam(STAFF, examId);
    expect(reads).toBe(2);
  });

  describe('reads the newest 10,000 attempts, eventually consistent,', () => {
    type Page = { size: number; nextCursor: string | null };
    /** The monitor of an exam whose list has these pages. */
    const monitorOf = async (...pages: Page[]) => {
      const entry = running(60);
      const [queries, read]: [unknown[], unknown[]] = [[], []];
      const lists: Ports['lists'] = {
        ...ports.lists,
        allOfCourse: async (course, query) => {
          expect(course).toBe(courseId);
          const { size, nextCursor } = pages[queries.length] ?? expect.fail('a page beyond the last');
          queries.push(query);
          return { entries: Array.from({ length: size }, () => entry), nextCursor };
        },
        readEntries: async (entries, options) => {
          read.push(entries.length, options);
          return [entry];
        },
      };
      const { isTruncated } = await createExamMonitor({ ...ports, lists })(STAFF, examId);
      return { queries, read, isTruncated };
    };
    const EVENTUALLY = { isConsistent: false };

    it('page by page', async () => {
      const pages = [
        { size: 4000, nextCursor: 'a' },
        { size: 0, nextCursor: 'b' },
        { size: 1000, nextCursor: null },
      ];
      expect(await monitorOf(...pages)).toEqual({
        queries: [
          { examId, limit: 10_000 },
          { examId, limit: 6000, cursor: 'a' },
          { examId, limit: 6000, cursor: 'b' },
        ],
        read: [5000, EVENTUALLY],
        isTruncated: false,
      });
    });

    it('and says whether there are more', async () => {
      const first = { size: 9999, nextCursor: 'a' };
      const truncated = await monitorOf(first, { size: 1, nextCursor: 'b' });
      expect(truncated).toMatchObject({ read: [10_000, EVENTUALLY], isTruncated: true });
      expect((await monitorOf(first, { size: 1, nextCursor: null })).isTruncated).toBe(false);
    });
  });

  describe('of several exams', () => {
    let readings: number[];
    let monitorExam: ReturnType<typeof createExamMonitor>;
    let examIds: number[];
    const allOfCourse: Ports['lists']['allOfCourse'] = (course, page) => {
      readings.push(page.examId ?? 0);
      return ports.lists.allOfCourse(course, page);
    };
    beforeEach(async () => {
      readings = [];
      monitorExam = createExamMonitor({ ...ports, lists: { ...ports.lists, allOfCourse } });
      examIds = [];
      while (examIds.length < 21) examIds.push(await storedExam(stores, { courseId }));
    });

    it('shares the readings of the 20 that were read last', async () => {
      const [first = 0, second = 0, ...rest] = examIds;
      for (const id of examIds.slice(0, 20)) await monitorExam(STAFF, id);
      for (const id of examIds.slice(0, 20)) await monitorExam(STAFF, id);
      expect(readings).toEqual(examIds.slice(0, 20));
      readings = [];
      now = at(10);
      await monitorExam(STAFF, first);
      now = at(9);
      await monitorExam(STAFF, examIds[20] ?? 0);
      for (const id of [first, ...rest]) await monitorExam(STAFF, id);
      expect(readings).toEqual([first, examIds[20]]);
      await monitorExam(STAFF, second);
      expect(readings).toEqual([first, examIds[20], second]);
    });
  });

  it('shares a later reading although an earlier one fails after it', async () => {
    const earlier = Promise.withResolvers<never>();
    let reads = 0;
    const allOfCourse: Ports['lists']['allOfCourse'] = (...args) =>
      ++reads === 1 ? earlier.promise : ports.lists.allOfCourse(...args);
    const monitorExam = createExamMonitor({ ...ports, lists: { ...ports.lists, allOfCourse } });
    const failed = expect(monitorExam(STAFF, examId)).rejects.toThrow('throttled');
    while (reads === 0) await Promise.resolve();
    now = at(10);
    await monitorExam(STAFF, examId);
    earlier.reject(new Error('throttled'));
    await failed;
    await monitorExam(STAFF, examId);
    expect(reads).toBe(2);
  });

  it('looks at ten pages of a course whose other exams have more attempts', async () => {
    let pages = 0;
    const allOfCourse: Ports['lists']['allOfCourse'] = async () => ({ entries: [], nextCursor: String(++pages) });
    const monitorExam = createExamMonitor({ ...ports, lists: { ...ports.lists, allOfCourse } });
    expect(await monitorExam(STAFF, examId)).toMatchObject({ isTruncated: true, rows: [] });
    expect(pages).toBe(10);
  });

  it('reads again after a failure', async () => {
    let fails = true;
    const allOfCourse: Ports['lists']['allOfCourse'] = (...args) =>
      fails ? Promise.reject(new Error('throttled')) : ports.lists.allOfCourse(...args);
    const monitorExam = createExamMonitor({ ...ports, lists: { ...ports.lists, allOfCourse } });
    await expect(monitorExam(STAFF, examId)).rejects.toThrow('throttled');
    fails = false;
    expect(await monitorExam(STAFF, examId)).toMatchObject({ rows: [] });
  });

  it.each([
    ['staff of another course', aCaller({ courseStaff: ['course-v1:Other+1+1'] })],
    ['a learner', aCaller()],
  ])('is not for %s', async (_, caller) => {
    await expect(createExamMonitor(ports)(caller, examId)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
