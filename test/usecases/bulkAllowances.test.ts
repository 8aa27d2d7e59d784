import { describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import { Overloaded } from '../../src/domain/errors.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { laterBy } from '../../src/domain/time.ts';
import { removeAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import {
  type BulkRow,
  removeAllowancesInCourse,
  setAllowances,
  setAllowancesInCourse,
} from '../../src/usecases/allowances/setAllowances.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import type { RowFailure } from '../../src/usecases/ports/rowFailures.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, aKnownLearner, COURSE, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { storedExam } from '../support/scenarios/stored.ts';

it('rows whose value is not the one that the caller has seen have the present one, also in a dry run', async () => {
  const { grant, granted, ada, grace } = await setUp();
  await grant({ userInfos: [ada.id], value: '30' });
  const values = (rows: Awaited<ReturnType<typeof grant>>) => rows.map(({ status, value }) => [status, value]);
  expect(values(await grant({ value: '40', isDryRun: true }))).toEqual([
    [200, '30'],
    [200, null],
  ]);
  expect(values(await grant({ value: '40', ifValue: null }))).toEqual([
    [409, '30'],
    [200, undefined],
  ]);
  expect(values(await grant({ userInfos: [grace.id], value: '50', ifValue: '45' }))).toEqual([[409, '40']]);
  expect((await granted()).map(([, user, , value]) => [user, value])).toEqual(
    expect.arrayContaining([
      [ada.id, '30'],
      [grace.id, '40'],
    ]),
  );
});

it('a thousand allowances are granted in one call, and none of more', async () => {
  const { ports } = inMemoryStores();
  const [first, second] = [await storedExam({ ports }), await storedExam({ ports })];
  const userInfos = Array.from({ length: 501 }, (_, index) => 7_000_000_000 + index);
  await ports.learners.register(userInfos.map(id => ({ id, username: `bulk${id}`, email: '', name: '' })));
  const grant = (infos: number[]) =>
    setAllowances({ ...ports, clock: () => NOW }, STAFF, {
      ...{ examIds: [first, second], userInfos: infos, key: ADDITIONAL_TIME, value: '5' },
    });
  await expect(grant(userInfos)).rejects.toMatchObject({
    code: 'invalid_request',
    message: 'A request may name at most 1000 exams times learners. Split it.',
  });
  expect(await ports.allowances.ofCourse(COURSE)).toEqual([]);
  const rows = await grant(userInfos.slice(0, 500));
  expect(rows.filter(({ status }) => status === 200)).toHaveLength(1000);
  expect(await ports.allowances.ofCourse(COURSE)).toHaveLength(1000);
});

/** The rows of a dry run as the grant answers them. */
const withoutValues = (rows: readonly BulkRow[]) => rows.map(({ value: _, ...row }) => row);

/** Exams of a course of its own, two learners, and the staff of the course. */
async function setUp(...overrides: Partial<Exam>[]) {
  const { ports } = inMemoryStores();
  const courseId = newCourseId();
  const [ada, grace] = [aKnownLearner(), aKnownLearner()];
  await ports.learners.register([ada, grace]);
  const examIds: number[] = [];
  for (const exam of overrides.length > 0 ? overrides : [{}]) {
    examIds.push(await storedExam({ ports }, { courseId, ...exam }));
  }
  const staff = aCaller({ userId: 901, courseStaff: [courseId] });
  const grant = (
    input: Partial<Parameters<typeof setAllowances>[2]> = {},
    { caller = staff, other = {} }: { caller?: typeof staff; other?: Partial<Ports> } = {},
  ) =>
    setAllowances({ ...ports, clock: () => NOW, ...other }, caller, {
      ...{ examIds, userInfos: [ada.id, grace.id], key: ADDITIONAL_TIME, value: '5' },
      ...input,
    });
  const granted = async () =>
    (await ports.allowances.ofCourse(courseId)).map(({ examId, user, key, value }) => [examId, user.id, key, value]);
  const [examId = 0] = examIds;
  return { ports, courseId, ada, grace, examIds, examId, staff, grant, granted };
}

const revokeFrom = (ports: Ports, examId: number, userId: number) =>
  removeAllowance(ports, STAFF, { examId, userId, key: ADDITIONAL_TIME });

describe('a bulk grant', () => {
  it('in a dry run has the result of each row, and stores nothing', async () => {
    const { ada, grace, grant, granted, examIds } = await setUp({}, { isActive: false });
    const userInfos = [ada.id, 'nobody', 5];
    const preview = await grant({ userInfos, isDryRun: true });
    expect(await granted()).toEqual([]);
    expect(preview.map(({ status }) => status)).toEqual([200, 400, 400, 400, 400, 400]);
    expect(await grant({ userInfos })).toEqual(withoutValues(preview));
    expect(await granted()).toHaveLength(1);
    const rejected = await grant({ examIds: examIds.slice(1), userInfos: [grace.id], isDryRun: true });
    expect(rejected).toMatchObject([{ status: 400, detail: expect.stringContaining('not active') }]);
    await expect(grant({ value: '-1', isDryRun: true })).rejects.toMatchObject({ code: 'bad_allowance_value' });
    const learner = aCaller();
    await expect(grant({ isDryRun: true }, { caller: learner })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('in a dry run discloses to staff no more about a learner than the grant does', async () => {
    const { ports, examId, examIds, ada, grace, staff, grant, granted } = await setUp({}, { isActive: false });
    const erased = aKnownLearner();
    await ports.learners.register([erased]);
    await eraseLearner(ports, STAFF, erased.id);
    const unknown = ['nobody', 'nobody@example.com', 5, erased.username, erased.email, erased.id];
    const userInfos = [ada.username, ` ${grace.email} `, ada.id, String(grace.id), staff.userId, ...unknown];
    for (const request of [{ userInfos }, { userInfos, examIds: [...examIds, 5] }]) {
      const preview = await grant({ ...request, isDryRun: true });
      expect(await granted()).toEqual([]);
      expect(preview.filter(({ value }) => value !== undefined && value !== null)).toEqual([]);
      expect(await grant(request)).toEqual(withoutValues(preview));
      for (const { id } of [ada, grace]) await revokeFrom(ports, examId, id);
    }
    const rows = await grant({ userInfos: unknown, isDryRun: true });
    expect(new Set(rows.map(({ status, detail }) => `${status} ${detail}`)).size).toBe(2);
    for (const isDryRun of [true, false]) {
      const caller = aCaller({ userId: 902, courseStaff: [newCourseId()] });
      await expect(grant({ userInfos, isDryRun }, { caller })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('is for staff of all its courses, those of the table included', async () => {
    const { ports, courseId, examIds, grant, granted, ada } = await setUp();
    const own = await storedExam({ ports }, { courseId: newCourseId() });
    const request = (input = {}) => grant(input, { caller: aCaller({ userId: 902, courseStaff: [courseId] }) });
    await expect(request({ examIds: [...examIds, own] })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await granted()).toEqual([]);
    await addCourseStaff(ports, STAFF, [{ courseId, userId: 903 }]);
    const rows = await grant({ userInfos: [ada.id] }, { caller: aCaller({ userId: 903 }) });
    expect(rows).toEqual([{ examId: examIds[0], userInfo: ada.id, status: 200 }]);
  });

  it.each([
    ['a learner', aCaller(), 'forbidden', 'Only staff of the course may grant allowances.'],
    [
      'course staff',
      aCaller({ courseStaff: [COURSE] }),
      'no_allowance_granted',
      'No allowance was granted. Check the exams and the learners.',
    ],
    [
      'course staff of the table',
      aCaller({ userId: 904 }),
      'no_allowance_granted',
      'No allowance was granted. Check the exams and the learners.',
    ],
    ['global staff', STAFF, 'no_allowance_granted', 'No allowance was granted. Check the exams and the learners.'],
  ])('at unknown exams only is an error to %s', async (_case, caller, code, message) => {
    const { ports, grant } = await setUp();
    await addCourseStaff(ports, STAFF, [{ courseId: newCourseId(), userId: 904 }]);
    await expect(grant({ examIds: [5] }, { caller })).rejects.toMatchObject({ code, message, field: 'user_info' });
  });

  it('has a row with the reason for each exam and learner that it leaves out', async () => {
    const { examIds, ada, staff, grant, granted } = await setUp({}, { isActive: false });
    const [active = 0, inactive = 0] = examIds;
    const rows = await grant({ examIds: [active, inactive, 5], userInfos: [ada.username, 'nobody', staff.userId] });
    const own = 'Course staff may not do this on their own data. Ask other staff of the course.';
    expect(rows.slice(0, 3)).toMatchObject([
      { examId: active, userInfo: ada.username, status: 200 },
      { examId: active, userInfo: 'nobody', status: 400, detail: expect.stringContaining('learner') },
      { examId: active, userInfo: staff.userId, status: 403, detail: own },
    ]);
    expect(rows.slice(3).map(({ examId, status, detail }) => [examId, status, detail])).toEqual([
      ...Array(3).fill([inactive, 400, `Exam ${inactive} is not active.`]),
      ...Array(3).fill([5, 400, 'There is no exam with the id 5.']),
    ]);
    expect(await granted()).toEqual([[active, ada.id, ADDITIONAL_TIME, '5']]);
  });

  it('of course staff to themselves alone is forbidden, beside an unknown learner without effect', async () => {
    const { staff, grant } = await setUp();
    await expect(grant({ userInfos: [staff.userId] })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Course staff may not do this on their own data. Ask other staff of the course.',
      field: 'user_info',
    });
    await expect(grant({ userInfos: [staff.userId, 'nobody'] })).rejects.toMatchObject({
      code: 'no_allowance_granted',
    });
  });

  it('of a multiplier has the minutes of each exam', async () => {
    const { examIds, ada, grant, granted } = await setUp({ timeLimitMins: 60 }, { timeLimitMins: 90 });
    await grant({ userInfos: [ada.id], key: 'time_multiplier', value: '1.5' });
    expect((await granted()).sort()).toEqual([
      [examIds[0], ada.id, ADDITIONAL_TIME, '30'],
      [examIds[1], ada.id, ADDITIONAL_TIME, '45'],
    ]);
  });

  it('of an invalid value is rejected as a whole', async () => {
    const { grant, granted } = await setUp();
    await expect(grant({ value: 'much' })).rejects.toMatchObject({ code: 'bad_allowance_value' });
    expect(await granted()).toEqual([]);
  });

  it('stops once the database is overloaded, with a row for each that is not granted', async () => {
    const { ports, ada, grace, examId, grant } = await setUp();
    const strangers = Array.from({ length: 20 }, (_, index) => `nobody${index}`);
    const overloadedFor = (userId: number) => ({
      ...ports.allowances,
      read: (exam: number, user: number, key: string) =>
        user === userId ? Promise.reject(new Overloaded('throttled')) : ports.allowances.read(exam, user, key),
    });
    const userInfos = [ada.id, grace.id, ...strangers];
    const rows = await grant({ userInfos }, { other: { allowances: overloadedFor(grace.id) } });
    expect([rows[0], rows[1], rows.at(-1)]).toEqual([
      { examId, userInfo: ada.id, status: 200 },
      { examId, userInfo: grace.id, status: 503, detail: 'The service is overloaded, or the request ran out of time.' },
      { examId, userInfo: 'nobody19', status: 503, detail: 'Not processed yet. Repeat the request.' },
    ]);
    const none = grant({ userInfos: [grace.id] }, { other: { allowances: overloadedFor(grace.id) } });
    await expect(none).rejects.toBeInstanceOf(Overloaded);
  });

  it('has a row for an unexpected error, reported by the id of the exam alone, and grants the others', async () => {
    const { ports, ada, grace, examId, grant, granted } = await setUp();
    const error = new TypeError(`of ${grace.email}`);
    const reported: RowFailure[] = [];
    const other = {
      onRowFailure: (failure: RowFailure) => reported.push(failure),
      allowances: {
        ...ports.allowances,
        read: (exam: number, user: number, key: string) =>
          user === grace.id ? Promise.reject(error) : ports.allowances.read(exam, user, key),
      },
    };
    const detail = 'Internal error. Repeat the request: what is done already is not changed.';
    const strangers = Array.from({ length: 20 }, (_, index) => `nobody${index}`);
    const rows = await grant({ userInfos: [grace.username, ...strangers, ada.username] }, { other });
    expect([rows[0], rows.at(-1)]).toEqual([
      { examId, userInfo: grace.username, status: 500, detail },
      { examId, userInfo: ada.username, status: 200 },
    ]);
    expect(await granted()).toEqual([[examId, ada.id, ADDITIONAL_TIME, '5']]);
    expect(reported).toEqual([{ examId, error }]);
    const none = grant({ userInfos: [grace.username, 'nobody'] }, { other });
    await expect(none).rejects.toMatchObject({ code: 'internal_error', message: detail });
  });

  it('begins rows within 15 seconds', async () => {
    const { grant } = await setUp();
    const beginningAfter = (seconds: number) => {
      let reads = 0;
      return { other: { clock: () => (reads++ === 0 ? NOW : laterBy(NOW, seconds)) } };
    };
    await expect(grant({}, beginningAfter(15))).rejects.toMatchObject({
      code: 'allowances_unfinished',
      message: 'Some allowances are not granted yet. Repeat the request to continue.',
    });
    expect((await grant({}, beginningAfter(14.999))).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is unfinished if only unknown learners were begun in time', async () => {
    const { grant } = await setUp();
    const userInfos = Array.from({ length: 21 }, (_, index) => `nobody${index}`);
    let reads = 0;
    const clock = () => (reads++ <= 20 ? NOW : laterBy(NOW, 15));
    await expect(grant({ userInfos }, { other: { clock } })).rejects.toMatchObject({ code: 'allowances_unfinished' });
  });
});

describe('allowances in bulk in one course', () => {
  /** The course, with the allowances that its staff grant and remove there. */
  async function setUpCourse() {
    const course = await setUp();
    const { ports, courseId, examId, ada, grace, staff } = course;
    const foreign = await storedExam({ ports }, { courseId: newCourseId() });
    const userInfos = [ada.id, grace.id];
    const grantIn = (examIds: number[], { caller = staff, other = {} } = {}) =>
      setAllowancesInCourse({ ...ports, clock: () => NOW, ...other }, caller, courseId, {
        ...{ examIds, userInfos, key: ADDITIONAL_TIME, value: '5' },
      });
    const removeIn = (input: object = {}, { caller = staff, other = {} } = {}) =>
      removeAllowancesInCourse({ ...ports, clock: () => NOW, ...other }, caller, courseId, {
        ...{ examId, userInfos, key: ADDITIONAL_TIME },
        ...input,
      });
    return { ...course, foreign, grantIn, removeIn };
  }
  const overloadedFor = ({ allowances }: Ports, ...userIds: number[]) => ({
    allowances: {
      ...allowances,
      read: (exam: number, user: number, key: string) =>
        userIds.includes(user) ? Promise.reject(new Overloaded('throttled')) : allowances.read(exam, user, key),
    },
  });

  it('are granted at its exams; those of other courses fail as unknown ones do', async () => {
    const { courseId, examId, ada, grace, foreign, grantIn, granted } = await setUpCourse();
    const rows = await grantIn([examId, foreign, 5]);
    const failure = (exam: number) => ({ status: 400, detail: `There is no exam with the id ${exam}.` });
    expect(rows).toEqual([
      { examId, userInfo: ada.id, status: 200 },
      { examId, userInfo: grace.id, status: 200 },
      ...[foreign, 5].flatMap(exam => [ada, grace].map(({ id }) => ({ examId: exam, userInfo: id, ...failure(exam) }))),
    ]);
    expect(await granted()).toHaveLength(2);
    await expect(grantIn([foreign, 5])).rejects.toMatchObject({
      code: 'exam_not_found',
      message: `Course ${courseId} has none of these exams.`,
    });
  });

  it('are removed, those of the key of the multiplier as well; no error where there is none', async () => {
    const { examId, ada, grace, staff, grantIn, removeIn, granted } = await setUpCourse();
    await grantIn([examId]);
    const userInfos = [ada.username, 'nobody', staff.userId];
    expect((await removeIn({ userInfos, key: 'time_multiplier' })).map(({ status }) => status)).toEqual([
      200, 400, 403,
    ]);
    expect(await granted()).toEqual([[examId, grace.id, ADDITIONAL_TIME, '5']]);
    const done = [ada, grace].map(({ id }) => ({ examId, userInfo: id, status: 200 }));
    expect([await removeIn(), await removeIn()]).toEqual([done, done]);
    expect(await granted()).toEqual([]);
  });

  it('are for its staff, those of the table included, and at its exams', async () => {
    const { ports, courseId, examId, foreign, grantIn, removeIn, granted } = await setUpCourse();
    await addCourseStaff(ports, STAFF, [{ courseId, userId: 905 }]);
    await grantIn([examId], { caller: aCaller({ userId: 905 }) });
    for (const caller of [aCaller(), aCaller({ userId: 906, courseStaff: [newCourseId()] })]) {
      await expect(grantIn([examId], { caller })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(removeIn({}, { caller })).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(removeIn({ examId: foreign })).rejects.toMatchObject({ code: 'exam_not_found' });
    expect(await granted()).toHaveLength(2);
    await removeIn({}, { caller: aCaller({ userId: 905 }) });
    expect(await granted()).toEqual([]);
  });

  it('have rows for those that an overload leaves, and are the overload itself without any other', async () => {
    const { ports, examId, ada, grace, grantIn, removeIn } = await setUpCourse();
    const some = { other: overloadedFor(ports, grace.id) };
    const none = { other: overloadedFor(ports, ada.id, grace.id) };
    for (const attempt of [
      (options: typeof some) => grantIn([examId], options),
      (options: typeof some) => removeIn({}, options),
    ]) {
      expect((await attempt(some)).map(({ status }) => status)).toEqual([200, 503]);
      await expect(attempt(none)).rejects.toBeInstanceOf(Overloaded);
    }
  });
});
