import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { drawId } from '../../src/domain/ids.ts';
import { changeExam, type ExamChanges } from '../../src/usecases/exams/changeExam.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import {
  readClockTerms,
  readExam,
  readExamByContent,
  readExamOfCourse,
  readExamOfOlderAttempt,
  readExamTerms,
} from '../../src/usecases/exams/readExam.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { removeReviewPolicy, setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { aCaller, anAttempt, anExam, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const FORBIDDEN = { code: 'forbidden' };
const COURSE_STAFF = aCaller({ userId: 800, courseStaff: [anExam().courseId] });

function setUp() {
  const { ports, database } = inMemoryStores();
  const fields = (overrides: Partial<Exam> = {}) => {
    const { examId: _, ...exam } = anExam({ contentId: randomUUID(), ...overrides });
    return exam;
  };
  const create = (overrides: Partial<Exam> = {}) => createExam(ports, STAFF, fields(overrides));
  return { ports, database, fields, create };
}

describe('creating an exam', () => {
  it('is for global staff, with a configured backend', async () => {
    const { ports, fields, database } = setUp();
    await expect(createExam(ports, COURSE_STAFF, fields())).rejects.toMatchObject(FORBIDDEN);
    await expect(createExam(ports, STAFF, fields({ backend: 'gone' }))).rejects.toMatchObject({
      code: 'invalid_request',
      inputErrors: [{ pointer: '/backend' }],
    });
    expect(database.exams.size).toBe(0);
  });

  it('draws an id of the time and random bits, as a registration does', async () => {
    const { ports, fields } = setUp();
    const now = '2026-11-02T09:40:12.000Z';
    const fixed = { ...ports, clock: () => now, random: () => 5 };
    expect(await createExam(fixed, STAFF, fields())).toBe(drawId(now, () => 5));
    expect(await registerExams({ ...fixed, random: () => 6 }, STAFF, newCourseId(), [fields()])).toEqual([
      drawId(now, () => 6),
    ]);
  });

  it('draws a higher id if an id is in use', async () => {
    const { ports, fields } = setUp();
    const fixed = { ...ports, clock: () => '2026-11-02T09:40:12.000Z', random: () => 0 };
    const [first, second] = [await createExam(fixed, STAFF, fields()), await createExam(fixed, STAFF, fields())];
    expect(second).toBe(first + 1);
    expect(await readExam(ports.exams, second)).toMatchObject({ examId: second });
  });

  it('is rejected if the course has an exam for the content', async () => {
    const { create } = setUp();
    await create({ contentId: 'c' });
    await expect(create({ contentId: 'c' })).rejects.toMatchObject({
      code: 'exam_already_exists',
      message: `Course ${anExam().courseId} already has an exam for the content id c.`,
    });
  });

  it('is busy if every drawn id is in use', async () => {
    const { ports, fields } = setUp();
    const authoring = { ...ports.authoring, create: async () => 'id_taken' as const };
    await expect(createExam({ ...ports, authoring }, STAFF, fields())).rejects.toMatchObject({
      code: 'busy',
      message: 'Too many exams are being created at once. Try again.',
    });
  });
});

describe('reading an exam', () => {
  it('that does not exist is an error that names the id', async () => {
    const { exams } = setUp().ports;
    const expected = { code: 'exam_does_not_exist', message: 'There is no exam with the id 5.' };
    await expect(readExam(exams, 5)).rejects.toMatchObject(expected);
    await expect(readExamTerms(exams, 5, 7)).rejects.toMatchObject(expected);
    await expect(readClockTerms(exams, 5, 7)).rejects.toMatchObject(expected);
    await expect(readExamByContent(exams, 'course', 'content')).rejects.toMatchObject({
      code: 'exam_does_not_exist',
      message: 'Course course has no exam for the content id content.',
    });
  });

  it('finds it by course and content', async () => {
    const { ports, create } = setUp();
    const examId = await create({ contentId: 'c' });
    expect(await readExamByContent(ports.exams, anExam().courseId, 'c')).toMatchObject({ examId });
  });

  it('is needed only for an attempt without its backend or its proctored flag', async () => {
    const { ports, create } = setUp();
    const examId = await create();
    const read = (overrides: object) => readExamOfOlderAttempt(ports.exams, anAttempt({ examId, ...overrides }));
    expect(await read({ watchedBy: 'rest', createdProctored: false })).toBeUndefined();
    expect(await read({ watchedBy: 'rest' })).toMatchObject({ examId });
    expect(await read({ createdProctored: true })).toMatchObject({ examId });
  });
});

describe('reading an exam of a course', () => {
  it('has the exams of the course only', async () => {
    const { ports, create } = setUp();
    const { courseId } = anExam();
    const [own, other] = [await create(), await create({ courseId: newCourseId() })];
    expect(await readExamOfCourse(ports.exams, courseId, own)).toMatchObject({ examId: own });
    await expect(readExamOfCourse(ports.exams, courseId, other)).rejects.toMatchObject({
      code: 'exam_not_found',
      message: `Course ${courseId} has no exam with the id ${other}.`,
    });
    await expect(readExamOfCourse(ports.exams, courseId, 5)).rejects.toMatchObject({ code: 'exam_does_not_exist' });
  });
});

describe('changing an exam', () => {
  it('is for global staff, and requires that the exam exists', async () => {
    const { ports, create } = setUp();
    const examId = await create();
    await expect(changeExam(ports, COURSE_STAFF, examId, { examName: 'x' })).rejects.toMatchObject(FORBIDDEN);
    for (const changes of [{ examName: 'x' }, { isProctored: true }, { backend: 'proctortrack' }]) {
      await expect(changeExam(ports, STAFF, 5, changes)).rejects.toMatchObject({ code: 'exam_does_not_exist' });
    }
  });

  it.each([{ isProctored: true }, { backend: 'gone' }, { isProctored: true, backend: 'gone' }])(
    'with %o of an exam whose backend is not configured is rejected',
    async changes => {
      const { ports, create } = setUp();
      const isProctored = !('isProctored' in changes);
      const examId = await create({ isProctored, backend: isProctored ? 'other' : 'gone' });
      const before = await readExam(ports.exams, examId);
      await expect(changeExam(ports, STAFF, examId, changes)).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await readExam(ports.exams, examId)).toEqual(before);
    },
  );

  it('checks the backend only if proctoring or backend change', async () => {
    const { ports, create } = setUp();
    const examId = await create({ backend: 'other' });
    const knownBackends = new Set(['software_secure']);
    const change = (changes: object) => changeExam({ ...ports, knownBackends }, STAFF, examId, changes);
    await change({ examName: 'Final', isProctored: true, backend: 'other' });
    await change({ timeLimitMins: 5 });
    await change({ isProctored: false });
    expect(await readExam(ports.exams, examId)).toMatchObject({
      ...{ examName: 'Final', timeLimitMins: 5, isProctored: false, backend: 'other' },
    });
    await expect(change({ isProctored: true })).rejects.toMatchObject({ code: 'invalid_request' });
    await change({ isProctored: true, backend: 'software_secure' });
  });

  it('does not read it if neither proctoring nor the vendor matters', async () => {
    const { ports, create } = setUp();
    const examId = await create();
    const read = () => expect.fail('the exam was read');
    const authoring = { ...ports.authoring, read };
    await changeExam({ ...ports, authoring }, STAFF, examId, { isProctored: false, timeLimitMins: 5 });
    expect(await readExam(ports.exams, examId)).toMatchObject({ isProctored: false, timeLimitMins: 5 });
  });

  it('of its backend leaves the external id with the former one, from which it returns', async () => {
    const { ports, create } = setUp();
    const examId = await create({ backend: 'proctortrack' });
    await ports.exams.setExternalId(examId, 'proctortrack', 'P-1');
    const externalIdAfter = async (changes: ExamChanges) => {
      await changeExam(ports, STAFF, examId, changes);
      return (await readExam(ports.exams, examId)).externalId;
    };
    expect(await externalIdAfter({ backend: 'other' })).toBeNull();
    await ports.exams.setExternalId(examId, 'other', 'O-1');
    expect(await externalIdAfter({ backend: 'proctortrack', isProctored: false })).toBe('P-1');
    expect(await externalIdAfter({ backend: 'other', externalId: 'O-2' })).toBe('O-2');
    expect(await externalIdAfter({ backend: null })).toBeNull();
    expect(await externalIdAfter({ externalId: 'S-1' })).toBe('S-1');
    expect(await externalIdAfter({ backend: 'other' })).toBe('O-2');
    expect(await externalIdAfter({ externalId: null })).toBeNull();
    expect(await externalIdAfter({ backend: 'software_secure' })).toBe('S-1');
    expect((await readExam(ports.exams, examId)).externalIds).toEqual(
      new Map([
        ['proctortrack', 'P-1'],
        ['software_secure', 'S-1'],
      ]),
    );
  });

  it('is decided again after a conflict, and busy after many', async () => {
    const { ports, create } = setUp();
    const examId = await create({ isProctored: false });
    let conflicts = 1;
    const change: typeof ports.authoring.change = async (...args) =>
      conflicts-- > 0 ? false : ports.authoring.change(...args);
    const authoring = { ...ports.authoring, change };
    await changeExam({ ...ports, authoring }, STAFF, examId, { isProctored: true });
    expect(await readExam(ports.exams, examId)).toMatchObject({ isProctored: true });
    conflicts = 100;
    await expect(changeExam({ ...ports, authoring }, STAFF, examId, { isProctored: true })).rejects.toMatchObject({
      code: 'busy',
      message: `Exam ${examId} is being changed concurrently. Try again.`,
    });
  });
});

describe('registering the exams of a course', () => {
  const course = 'course-v1:Registered+1+1';
  const listOf = (fields: ReturnType<typeof setUp>['fields'], ...contentIds: string[]) =>
    contentIds.map(contentId => fields({ contentId, courseId: course }));

  it('is for global staff, with unique contents and configured backends', async () => {
    const { ports, fields, database } = setUp();
    const list = listOf(fields, 'a', 'b', 'a');
    await expect(registerExams(ports, COURSE_STAFF, course, list)).rejects.toMatchObject(FORBIDDEN);
    await expect(registerExams(ports, STAFF, course, list)).rejects.toMatchObject({
      code: 'unprocessable_exams',
      message: 'Each content id may appear once in the list.',
      inputErrors: [{ pointer: '/2/content_id', detail: 'is repeated in the list' }],
    });
    const unknown = [...listOf(fields, 'a'), fields({ contentId: 'b', courseId: course, backend: 'gone' })];
    await expect(registerExams(ports, STAFF, course, unknown)).rejects.toMatchObject({
      code: 'unprocessable_exams',
      message: 'A proctored exam needs a configured backend.',
      inputErrors: [{ pointer: '/1/backend', detail: expect.stringContaining('must be one of') }],
    });
    expect(database.exams.size).toBe(0);
  });

  it('creates, changes and deactivates, and returns the ids in the order of the list', async () => {
    const { ports, fields } = setUp();
    const [a, b] = await registerExams(ports, STAFF, course, listOf(fields, 'a', 'b'));
    expect(b).toBeGreaterThan(a ?? 0);
    const [c, again] = await registerExams(ports, STAFF, course, [
      ...listOf(fields, 'c'),
      fields({ contentId: 'b', courseId: course, examName: 'Final' }),
    ]);
    expect(again).toBe(b);
    expect(await ports.exams.ofCourse(course)).toMatchObject([
      { examId: a, contentId: 'a', isActive: false, isProctored: false },
      { examId: b, contentId: 'b', isActive: true, isProctored: true, examName: 'Final' },
      { examId: c, contentId: 'c', isActive: true, isProctored: true },
    ]);
  });

  it('keeps the external id if the list omits it, else stores the listed one', async () => {
    const { ports, fields } = setUp();
    const [examId = 0] = await registerExams(ports, STAFF, course, listOf(fields, 'a'));
    expect(await readExam(ports.exams, examId)).toMatchObject({ externalId: null });
    await ports.exams.setExternalId(examId, 'software_secure', 'E-1');
    await registerExams(ports, STAFF, course, listOf(fields, 'a'));
    expect(await readExam(ports.exams, examId)).toMatchObject({ externalId: 'E-1' });
    await registerExams(ports, STAFF, course, [fields({ contentId: 'a', courseId: course, externalId: 'E-2' })]);
    expect(await readExam(ports.exams, examId)).toMatchObject({ externalId: 'E-2' });
  });

  it('of another backend leaves the external id with the former one, from which it returns', async () => {
    const { ports, fields } = setUp();
    const registered = async (backend: string | null, overrides: Partial<Exam> = {}) => {
      const list = [fields({ contentId: 'a', courseId: course, backend, ...overrides })];
      const [examId = 0] = await registerExams(ports, STAFF, course, list);
      return readExam(ports.exams, examId);
    };
    const { examId } = await registered('proctortrack', { externalId: 'P-1' });
    expect(await registered(null)).toMatchObject({ backend: null, externalId: null });
    await ports.exams.setExternalId(examId, 'software_secure', 'S-1');
    expect(await registered('software_secure')).toMatchObject({ backend: 'software_secure', externalId: 'S-1' });
    expect(await registered('proctortrack')).toMatchObject({ externalId: 'P-1' });
    expect(await registered('other', { externalId: 'O-1' })).toMatchObject({ externalId: 'O-1' });
  });

  it('writes only the differences, and nothing without a difference', async () => {
    const { ports, fields } = setUp();
    const [examId = 0] = await registerExams(ports, STAFF, course, listOf(fields, 'a', 'b'));
    const writes: unknown[] = [];
    const register: typeof ports.authoring.register = (courseExams, registration) => {
      writes.push(registration);
      return ports.authoring.register(courseExams, registration);
    };
    const observed = { ...ports, authoring: { ...ports.authoring, register } };
    await registerExams(observed, STAFF, course, listOf(fields, 'a', 'b'));
    expect(writes).toEqual([]);
    await registerExams(observed, STAFF, course, [
      fields({ contentId: 'a', courseId: course, timeLimitMins: 5 }),
      ...listOf(fields, 'b'),
    ]);
    expect(writes).toEqual([{ created: [], changed: [{ examId, changes: { timeLimitMins: 5 } }] }]);
  });

  it('creates a manually removed exam again with its id', async () => {
    const { ports, fields, database } = setUp();
    const [examId = 0] = await registerExams(ports, STAFF, course, listOf(fields, 'a'));
    database.exams.delete(examId);
    expect(await registerExams(ports, STAFF, course, listOf(fields, 'a'))).toEqual([examId]);
    expect(await readExam(ports.exams, examId)).toMatchObject({ contentId: 'a', externalId: null });
  });

  it('starts again after a conflict, and is busy after many', async () => {
    const { ports, fields } = setUp();
    let conflicts = 1;
    const register: typeof ports.authoring.register = async (...args) =>
      conflicts-- > 0 ? false : ports.authoring.register(...args);
    const contended = { ...ports, authoring: { ...ports.authoring, register } };
    expect(await registerExams(contended, STAFF, course, listOf(fields, 'a'))).toHaveLength(1);
    conflicts = 100;
    await expect(registerExams(contended, STAFF, course, listOf(fields, 'b'))).rejects.toMatchObject({
      code: 'busy',
      message: `The exams of course ${course} are being registered concurrently. Try again.`,
    });
  });
});

describe('the review policy of an exam', () => {
  it('is set by staff of the course, with its author and its version', async () => {
    const { ports, create, database } = setUp();
    const examId = await create();
    await expect(setReviewPolicy(ports, aCaller(), examId, 'x')).rejects.toMatchObject(FORBIDDEN);
    await expect(setReviewPolicy(ports, STAFF, 5, 'x')).rejects.toMatchObject({
      code: 'exam_not_found',
      message: 'There is no exam with the id 5.',
    });
    await setReviewPolicy(ports, COURSE_STAFF, examId, 'No notes');
    const first = await ports.reviewPolicies.read(examId);
    expect(first).toMatchObject({ text: 'No notes', setBy: { role: 'staff', userId: 800 }, version: 1 });
    await setReviewPolicy(ports, STAFF, examId, 'Notes');
    const second = await ports.reviewPolicies.read(examId);
    expect(second).toMatchObject({ text: 'Notes', policyId: first?.policyId, setBy: { userId: 900 }, version: 2 });
    await setReviewPolicy(ports, COURSE_STAFF, examId, 'Notes');
    expect(await ports.reviewPolicies.read(examId)).toEqual(second);
    expect(database.formerPolicies).toMatchObject([{ policy: first, change: 'changed' }]);
  });

  it('is removed by staff of the course, and stored as a former one with its remover', async () => {
    const { ports, create, database } = setUp();
    const examId = await create();
    await expect(removeReviewPolicy(ports, COURSE_STAFF, examId)).rejects.toMatchObject({
      code: 'review_policy_not_found',
      message: `Exam ${examId} has no review policy.`,
    });
    await setReviewPolicy(ports, STAFF, examId, 'x');
    await expect(removeReviewPolicy(ports, aCaller(), examId)).rejects.toMatchObject(FORBIDDEN);
    await removeReviewPolicy(ports, COURSE_STAFF, examId);
    expect(await ports.reviewPolicies.read(examId)).toBeUndefined();
    expect(database.formerPolicies).toMatchObject([
      { change: 'removed', at: expect.any(String), by: { role: 'staff', userId: 800 }, policy: { text: 'x' } },
    ]);
  });

  it('is decided again after a conflict, and busy after many', async () => {
    const { ports, create } = setUp();
    const examId = await create();
    let conflicts = 1;
    const { replace, remove } = ports.reviewPolicies;
    const reviewPolicies: typeof ports.reviewPolicies = {
      ...ports.reviewPolicies,
      replace: async (...args) => (conflicts-- > 0 ? false : replace(...args)),
      remove: async (...args) => (conflicts-- > 0 ? false : remove(...args)),
    };
    const contended = { ...ports, reviewPolicies };
    await setReviewPolicy(contended, STAFF, examId, 'x');
    expect(await ports.reviewPolicies.read(examId)).toMatchObject({ text: 'x' });
    conflicts = 1;
    await removeReviewPolicy(contended, STAFF, examId);
    expect(await ports.reviewPolicies.read(examId)).toBeUndefined();
    conflicts = 1000;
    await expect(setReviewPolicy(contended, STAFF, examId, 'y')).rejects.toMatchObject({
      code: 'busy',
      message: `The review policy of exam ${examId} is being changed concurrently. Try again.`,
    });
  });
});
