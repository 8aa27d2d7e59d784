import { describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import { Overloaded } from '../../src/domain/errors.ts';
import { readCourseAllowances, removeAdditionalTime } from '../../src/usecases/allowances/courseAllowances.ts';
import { setAdditionalTimes, type TimeRow } from '../../src/usecases/allowances/setAdditionalTimes.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import type { RowFailure } from '../../src/usecases/ports/rowFailures.ts';
import { aCaller, aKnownLearner, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { allowanceScenarios } from '../support/scenarios/allowances.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { setUp } = allowanceScenarios(() => stores);

/** A course with two exams, two learners and a member of its staff. */
async function aCourse() {
  const courseId = newCourseId();
  const [first, second] = [
    await storedExam(stores, { courseId, contentId: 'first', timeLimitMins: 45 }),
    await storedExam(stores, { courseId, contentId: 'second' }),
  ];
  const learners = [aKnownLearner(), aKnownLearner()] as const;
  await stores.ports.learners.register(learners);
  const staff = aCaller({ userId: aKnownLearner().id, courseStaff: [courseId] });
  const set = (rows: Row[], options: Partial<Ports> & { caller?: typeof staff } = {}) => {
    const named = rows.map(row => ({ namedBy: row.learner.includes('@') ? ('email' as const) : 'username', ...row }));
    return setAdditionalTimes({ ...stores.ports, ...options }, options.caller ?? staff, courseId, named as TimeRow[]);
  };
  const granted = async () =>
    (await readCourseAllowances(stores.ports, staff, courseId)).map(({ allowance: { examId, user, value } }) => [
      ...[examId, user.id, value],
    ]);
  return { courseId, first, second, learners, staff, set, granted };
}

type Row = Omit<TimeRow, 'namedBy'> & Partial<TimeRow>;
type Course = Awaited<ReturnType<typeof aCourse>>;

describe('additional time of a list', () => {
  it('is set for each learner at each exam, rounded to minutes; the last row for the same ones counts', async () => {
    const { first, second, learners, set, granted } = await aCourse();
    const [ada, grace] = learners;
    const rows = [
      { examId: first, learner: ada.username, minutes: 22.5 },
      { examId: second, learner: ada.email.toUpperCase(), minutes: 10 },
      { examId: second, learner: grace.username, minutes: 99 },
      { examId: second, learner: grace.email, namedBy: 'username' as const, minutes: 0 },
    ];
    await set(rows);
    const expected = [
      [first, ada.id, '23'],
      [second, ada.id, '10'],
      [second, grace.id, '0'],
    ];
    expect((await granted()).sort()).toEqual(expected.sort());
    await set([{ examId: first, learner: ada.username, minutes: 5 }]);
    expect(await granted()).toContainEqual([first, ada.id, '5']);
  });

  it.each<[string, (course: Course) => Promise<Partial<Row>>, string]>([
    ['an exam of another course', async () => ({ examId: await storedExam(stores) }), 'exam of the course'],
    ['an exam that does not exist', async () => ({ examId: 5 }), 'exam of the course'],
    [
      'an exam that is not active',
      async ({ courseId }) => ({ examId: await storedExam(stores, { courseId, contentId: 'old', isActive: false }) }),
      'active exam',
    ],
    ['an unknown learner', async () => ({ learner: 'nobody' }), 'known learner'],
    ['an id as a username', async ({ learners }) => ({ learner: String(learners[1].id) }), 'known learner'],
    [
      'a username as an email',
      async ({ learners: [{ username }] }) => ({ learner: username, namedBy: 'email' }),
      'known',
    ],
    [
      'the email of nobody, which is another learner’s username',
      async () => {
        const user = { ...aKnownLearner(), username: 'victim@example.com' };
        await stores.ports.learners.register([user]);
        return { learner: user.username };
      },
      'known learner',
    ],
  ])('is not set at all with %s', async (_what, change, detail) => {
    const course = await aCourse();
    const { first, learners, set, granted } = course;
    const row = { examId: first, learner: learners[0].username, minutes: 10 };
    const problem = {
      code: 'invalid_request',
      message: expect.stringMatching(/^No allowance was stored: 1 of 2 are not valid\. \/1 must be .*\.$/),
      inputErrors: [{ pointer: '/1', detail: expect.stringContaining(detail) }],
    };
    await expect(set([row, { ...row, ...(await change(course)) }])).rejects.toMatchObject(problem);
    expect(await granted()).toEqual([]);
  });

  it('is not set at all by others, nor by course staff for themselves', async () => {
    const { courseId, first, second, learners, staff, set, granted } = await aCourse();
    const [ada] = learners;
    const rows = [{ examId: first, learner: ada.username, minutes: 10 }];
    const adaAsStaff = aCaller({ userId: ada.id, courseStaff: [courseId] });
    const other = [{ examId: second, learner: learners[1].username, minutes: 10 }, ...rows];
    for (const [caller, list] of [
      [aCaller(), rows],
      [adaAsStaff, other],
    ] as const) {
      await expect(set(list, { caller })).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await granted()).toEqual([]);
    await set(other, { caller: { ...staff, userId: ada.id, isStaff: true } });
    expect(await granted()).toHaveLength(2);
  });

  it('that is interrupted is completed by repeating the request', async () => {
    const { first, learners, set, granted } = await aCourse();
    const rows = learners.map(({ username }) => ({ examId: first, learner: username, minutes: 10 }));
    const times = ['2026-11-02T09:00:00.000Z', '2026-11-02T09:00:01.000Z', '2026-11-02T09:01:00.000Z'];
    const clock = () => (times.length > 1 ? times.shift() : times[0]) ?? '';
    await expect(set(rows, { clock })).rejects.toMatchObject({
      code: 'allowances_unfinished',
      message: 'Some allowances are not stored yet. Repeat the request to continue.',
    });
    expect((await granted()).length).toBeLessThan(2);
    await set(rows);
    expect(await granted()).toHaveLength(2);
  });

  it('is the overload itself where the database is overloaded', async () => {
    const { first, learners, set } = await aCourse();
    const read = () => Promise.reject(new Overloaded('throttled'));
    const ports = { allowances: { ...stores.ports.allowances, read } };
    const rows = [{ examId: first, learner: learners[0].username, minutes: 10 }];
    await expect(set(rows, ports)).rejects.toBeInstanceOf(Overloaded);
  });

  it('is stored but for the rows with an unexpected error, which are reported by the exam alone', async () => {
    const { first, second, learners, set, granted } = await aCourse();
    const [ada] = learners;
    const rows = [first, second].map(examId => ({ examId, learner: ada.username, minutes: 10 }));
    const error = new TypeError(`of ${ada.email}`);
    const reported: RowFailure[] = [];
    const { allowances } = stores.ports;
    const ports = {
      onRowFailure: (failure: RowFailure) => reported.push(failure),
      allowances: {
        ...allowances,
        read: (examId: number, userId: number, key: string) =>
          examId === first ? Promise.reject(error) : allowances.read(examId, userId, key),
      },
    };
    await expect(set(rows, ports)).rejects.toMatchObject({ code: 'allowances_unfinished' });
    expect(await granted()).toEqual([[second, ada.id, '10']]);
    expect(reported).toEqual([{ examId: first, error }]);
  });
});

describe('additional time by its id', () => {
  async function aGrant() {
    const { courseId, first, learners, staff, set, granted } = await aCourse();
    await set([{ examId: first, learner: learners[0].username, minutes: 10 }]);
    const allowance = await stores.ports.allowances.read(first, learners[0].id, ADDITIONAL_TIME);
    const id = allowance?.allowanceId ?? expect.fail('not granted');
    const remove = (caller = staff, course = courseId) => removeAdditionalTime(stores.ports, caller, course, id);
    return { courseId, learners, first, staff, granted, remove };
  }

  it('is removed once', async () => {
    const { granted, remove } = await aGrant();
    await remove();
    expect(await granted()).toEqual([]);
    await expect(remove()).rejects.toMatchObject({ code: 'allowance_not_found' });
  });

  it('is not removed by others, nor by its owner, nor in another course', async () => {
    const { courseId, learners, granted, remove } = await aGrant();
    for (const caller of [aCaller(), aCaller({ userId: learners[0].id, courseStaff: [courseId] })]) {
      await expect(remove(caller)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const other = newCourseId();
    const staff = aCaller({ courseStaff: [courseId, other] });
    await expect(remove(staff, other)).rejects.toMatchObject({ code: 'allowance_not_found' });
    expect(await granted()).toHaveLength(1);
  });

  it('is no other allowance', async () => {
    const { courseId, learners, first, staff } = await aGrant();
    const key = 'review_policy_exception';
    const input = { examId: first, userInfo: learners[0].id, key, value: 'calculator' };
    await setAllowance(stores.ports, staff, input);
    const { allowanceId } = (await stores.ports.allowances.read(first, learners[0].id, key)) ?? expect.fail();
    const removal = removeAdditionalTime(stores.ports, staff, courseId, allowanceId);
    await expect(removal).rejects.toMatchObject({ code: 'allowance_not_found' });
  });

  it('moves the end of a running attempt back', async () => {
    const { examId, userId, act, read } = await setUp();
    const { courseId } = (await stores.ports.exams.read(examId)) ?? expect.fail();
    await act('start');
    const before = await read();
    const { username } = (await stores.ports.learners.find(userId)) ?? expect.fail();
    const row = { examId, learner: username, namedBy: 'username', minutes: 10.4 } as const;
    await setAdditionalTimes(stores.ports, STAFF, courseId, [row]);
    expect((await read()).allowedTimeSeconds).toBe((before.allowedTimeSeconds ?? 0) + 600);
    const { allowanceId } = (await stores.ports.allowances.read(examId, userId, ADDITIONAL_TIME)) ?? expect.fail();
    await removeAdditionalTime(stores.ports, STAFF, courseId, allowanceId);
    expect((await read()).allowedTimeSeconds).toBe(before.allowedTimeSeconds);
  });
});
