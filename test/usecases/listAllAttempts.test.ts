import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { laterBy } from '../../src/domain/time.ts';
import {
  listReviewedAttempts,
  MAX_COUNTED,
  readListedAttempts,
  searchAllAttempts,
} from '../../src/usecases/attempts/listAllAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetAttemptsByUsername } from '../../src/usecases/attempts/resetAttemptsByUsername.ts';
import { listCourseExams } from '../../src/usecases/exams/examOfCourse.ts';
import { aCaller, aDelivery, anAttempt, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports } = stores;
const FOREIGN_STAFF = aCaller({ userId: 3, courseStaff: ['course-v1:Other+1+1'] });

/** A course with a number of attempts at one exam, written directly. */
async function courseOf(count: number, overrides: (index: number) => Partial<Attempt> = () => ({})) {
  const courseId = newCourseId();
  const examId = await storedExam(stores, { courseId });
  const base = randomInt(1, 2 ** 40);
  const attempts = Array.from({ length: count }, (_, index) =>
    anAttempt({ attemptId: base + count - index, courseId, examId, ...overrides(index) }),
  );
  for (const attempt of attempts) stores.database.attempts.set(attempt.attemptId, attempt);
  return { courseId, examId, attempts };
}

const idsOf = (attempts: readonly { attemptId: number }[]) => attempts.map(({ attemptId }) => attemptId);

describe('the list of all attempts of a course', () => {
  const names = ['Mina', 'tomas', 'lena', 'MINAH'];
  const user = (index: number) => ({ id: index + 1, username: names[index] ?? '', email: `${index}@Mail.example` });
  const listed = async (courseId: string, query = {}) =>
    (await searchAllAttempts(ports, STAFF, courseId, { search: '', withAttempts: false, ...query })).map(
      ({ entry }) => entry.attemptId,
    );

  it('has superseded ones too, newest first, and finds parts of usernames and emails ignoring case', async () => {
    const { courseId, attempts } = await courseOf(4, index => ({ user: user(index), isCurrent: index % 2 === 0 }));
    expect(await listed(courseId)).toEqual(idsOf(attempts));
    expect(await listed(courseId, { search: 'mInA' })).toEqual(idsOf([attempts[0], attempts[3]] as Attempt[]));
    expect(await listed(courseId, { search: '2@mail' })).toEqual(idsOf([attempts[2]] as Attempt[]));
    expect(await listed(courseId, { search: 'nobody' })).toEqual([]);
    expect(await listed(newCourseId())).toEqual([]);
  });

  it('shows time-outs, and omits what was removed meanwhile', async () => {
    const overdue = { status: 'started', startedAt: laterBy(NOW, -10), allowedTimeSeconds: 5 } as const;
    const { courseId, examId, attempts } = await courseOf(2, () => overdue);
    const rows = await searchAllAttempts({ ...ports, clock: () => NOW }, STAFF, courseId, {
      ...{ search: '', withAttempts: true },
    });
    expect(rows.map(({ attempt }) => attempt?.status)).toEqual(['submitted', 'submitted']);
    stores.database.attempts.delete(attempts[0]?.attemptId ?? 0);
    const shown = await readListedAttempts({ ...ports, clock: () => NOW }, rows);
    expect(shown).toMatchObject([
      { attempt: { attemptId: attempts[1]?.attemptId, completedAt: laterBy(NOW, -5) }, exam: { examId } },
    ]);
  });

  it('omits attempts that are removed while they are read for an order', async () => {
    const { courseId, attempts } = await courseOf(2);
    const lists: typeof ports.lists = {
      ...ports.lists,
      allOfCourse: async (...args) => {
        const page = await ports.lists.allOfCourse(...args);
        stores.database.attempts.delete(attempts[0]?.attemptId ?? 0);
        return page;
      },
    };
    const rows = await searchAllAttempts({ ...ports, lists }, STAFF, courseId, { search: '', withAttempts: true });
    expect(rows.map(({ entry }) => entry.attemptId)).toEqual([attempts[1]?.attemptId]);
  });

  it('is for staff of the course', async () => {
    const { courseId } = await courseOf(1);
    const query = { search: '', withAttempts: false };
    await expect(searchAllAttempts(ports, FOREIGN_STAFF, courseId, query)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listCourseExams(ports, FOREIGN_STAFF, courseId)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await listCourseExams(ports, aCaller({ courseStaff: [courseId] }), courseId)).toHaveLength(1);
  });
});

describe('the list of attempts with reviews', () => {
  it('has the review of the attempt itself, not one of an earlier attempt with its code', async () => {
    const courseId = newCourseId();
    const examId = await storedExam(stores, { courseId });
    const first = await storedAttempt(stores, examId);
    const { attemptCode, externalId } = first;
    await recordAsVendor(ports, SETTINGS, aDelivery({ attemptCode, recordLocator: externalId }));
    const page = () => listReviewedAttempts(ports, STAFF, courseId, { limit: 10, offset: 0 });
    const [row] = (await page()).rows;
    expect(row).toMatchObject({
      attempt: { attemptId: first.attemptId, status: 'verified' },
      exam: { examId, courseId },
      review: { reviewStatus: 'Clean', receivedAt: expect.any(String) },
    });
    await removeAttempt(ports, STAFF, first.attemptId, null);
    await storedAttempt(stores, examId, { attemptCode });
    expect((await page()).rows.map(({ review }) => review)).toEqual([undefined]);
  });

  it('is of one exam on request, which must be of the course', async () => {
    const { courseId, examId, attempts } = await courseOf(3);
    const other = await storedExam(stores, { courseId });
    const foreign = await storedExam(stores, { courseId: newCourseId() });
    const page = (id: number) => listReviewedAttempts(ports, STAFF, courseId, { examId: id, limit: 10, offset: 0 });
    expect((await page(examId)).rows.map(({ attempt }) => attempt.attemptId)).toEqual(idsOf(attempts));
    expect(await page(other)).toEqual({ count: 0, rows: [], nextCursor: null });
    for (const id of [foreign, 1]) {
      const message = `Course ${courseId} has no exam with the id ${id}.`;
      await expect(page(id)).rejects.toMatchObject({ code: 'exam_not_found', message });
    }
    await expect(
      listReviewedAttempts(ports, FOREIGN_STAFF, courseId, { examId: 1, limit: 1, offset: 0 }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('has at most 5,000 rows, counts 10,000, and has all attempts in its pages', async () => {
    const { courseId, attempts } = await courseOf(MAX_COUNTED + 3);
    const found: number[] = [];
    const counts: number[] = [];
    let query: { offset: number; cursor?: string } | undefined = { offset: 0 };
    while (query) {
      const page = await listReviewedAttempts(ports, STAFF, courseId, { limit: 1_000_000, ...query });
      found.push(...page.rows.map(({ attempt }) => attempt.attemptId));
      counts.push(page.count);
      query = page.nextCursor === null ? undefined : { offset: 0, cursor: page.nextCursor };
    }
    expect(found).toEqual(idsOf(attempts));
    expect(counts).toEqual([MAX_COUNTED, MAX_COUNTED, MAX_COUNTED]);
    const unsorted = { search: '', withAttempts: false };
    expect(await searchAllAttempts(ports, STAFF, courseId, unsorted)).toHaveLength(MAX_COUNTED);
  });

  it('has each attempt once in its pages, whatever is removed and created between them', async () => {
    const { courseId, examId, attempts } = await courseOf(5);
    const page = (query: { offset: number; cursor?: string }) =>
      listReviewedAttempts(ports, STAFF, courseId, { limit: 2, ...query });
    const first = await page({ offset: 0 });
    stores.database.attempts.delete(first.rows[0]?.attempt.attemptId ?? 0);
    await storedAttempt(stores, examId);
    const second = await page({ offset: 0, cursor: first.nextCursor ?? '' });
    const third = await page({ offset: 0, cursor: second.nextCursor ?? '' });
    expect(third.nextCursor).toBeNull();
    const rows = [first, second, third].flatMap(({ rows }) => rows);
    expect(rows.map(({ attempt }) => attempt.attemptId)).toEqual(idsOf(attempts));
  });
});

describe('resetting a learner’s attempts by username', () => {
  let exam: Pick<Exam, 'examId' | 'courseId'>;
  beforeAll(async () => {
    const courseId = newCourseId();
    exam = { courseId, examId: await storedExam(stores, { courseId }) };
  });
  const reset = (username: string, { courseId, examId } = exam, caller = STAFF) =>
    resetAttemptsByUsername(ports, caller, courseId, { examId, username });

  it('removes all of them; without any it is an error', async () => {
    const { user, attemptId } = await storedAttempt(stores, exam.examId);
    await reset(user.username);
    expect(await ports.attempts.read(attemptId)).toBeUndefined();
    await expect(reset(user.username)).rejects.toMatchObject({ code: 'attempt_not_found' });
  });

  it('rejects other identifiers, exams of other courses, other staff and one’s own attempts', async () => {
    const { user, attemptId } = await storedAttempt(stores, exam.examId);
    for (const name of [randomUUID(), user.email, String(user.id)]) {
      await expect(reset(name)).rejects.toMatchObject({ code: 'learner_not_found' });
    }
    const elsewhere = { ...exam, courseId: newCourseId() };
    await expect(reset(user.username, elsewhere)).rejects.toMatchObject({ code: 'exam_not_found' });
    await expect(reset(user.username, exam, FOREIGN_STAFF)).rejects.toMatchObject({ code: 'forbidden' });
    // Staff do not reset their own attempts.
    const own = aCaller({ userId: user.id, courseStaff: [exam.courseId] });
    await expect(reset(user.username, exam, own)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await ports.attempts.read(attemptId)).toBeDefined();
  });
});
