import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { INCOMPLETE } from '../../src/domain/attempts/status.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { clock } from '../../src/platform/system.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { AttemptRequest } from '../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { besideWrites } from '../support/besideWrites.ts';
import { aLearner, newCourseId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

/** Creations while the learner's practice attempt is not completed. */
const stores = inMemoryStores();
let practiceId: number;
beforeAll(async () => {
  practiceId = await storedExam(stores, { isPracticeExam: true });
});

const create = (
  caller: Caller,
  overrides: Partial<AttemptRequest> = {},
  ports: Partial<InMemoryStores['ports']> = {},
) =>
  createAttempt({ ...stores.ports, ...ports }, caller, {
    examId: practiceId,
    startClock: false,
    attemptProctored: true,
    ...overrides,
  });
const act = (
  caller: Caller,
  attemptId: number,
  action: 'start' | 'stop' | 'submit' | 'error' | 'click_download_software',
) => actOnAttempt(stores.ports, caller, attemptId, action);
const all = ({ userId }: Caller, examId = practiceId) => allAttempts(stores, examId, userId);
const behalf = ({ userId, username, email }: Caller, overrides: AttemptRequest['onBehalf'] = {}) => ({
  onBehalf: { user: { id: userId, username, email }, ...overrides },
});

describe('a practice attempt that is not completed', () => {
  it.each([
    [[], false, 'created'],
    [[], true, 'started'],
    [['click_download_software'], false, 'download_software_clicked'],
    [['click_download_software'], true, 'started'],
    [['start'], true, 'started'],
    [['start', 'stop'], true, 'ready_to_submit'],
  ] as const)('after %j is returned by a creation with start_clock %s: %s', async (actions, startClock, status) => {
    for (const isByStaff of [false, true]) {
      const learner = aLearner();
      const first = await create(learner);
      for (const action of actions) await act(learner, first.attemptId, action);
      const before = await stores.ports.attempts.read(first.attemptId);
      const continued = await create(isByStaff ? STAFF : learner, { startClock, ...(isByStaff && behalf(learner)) });
      expect(continued).toMatchObject({ attemptId: first.attemptId, attemptCode: first.attemptCode, status });
      if (before?.startedAt) expect(continued.startedAt).toBe(before.startedAt);
      expect(await all(learner)).toEqual([continued]);
    }
  });

  it.each(INCOMPLETE)('in %s is returned unchanged by a creation', async status => {
    const learner = aLearner();
    const first = await create(learner);
    stores.editManually(first, { status });
    expect(await create(learner)).toEqual({ ...first, status });
    expect(await all(learner)).toEqual([{ ...first, status }]);
  });

  it('is declined by a learner who takes it unproctored, with the other exams of the course', async () => {
    const courseId = newCourseId();
    const examId = await storedExam(stores, { courseId, isPracticeExam: true });
    const otherId = await storedExam(stores, { courseId });
    const learner = aLearner();
    const first = await create(learner, { examId, startClock: true });
    const declined = await create(learner, { examId, startClock: true, attemptProctored: false });
    expect(declined).toMatchObject({ attemptId: first.attemptId, status: 'declined', takingAsProctored: false });
    expect(await all(learner, otherId)).toMatchObject([{ status: 'declined' }]);
  });

  it('is not declined if it was not proctored', async () => {
    const examId = await storedExam(stores, { isPracticeExam: true, isProctored: false });
    const learner = aLearner();
    const first = await create(learner, { examId, attemptProctored: false });
    const continued = await create(learner, { examId, attemptProctored: false, startClock: true });
    expect(continued).toMatchObject({ attemptId: first.attemptId, status: 'started' });
  });

  it('keeps its code and external id: others are rejected, its own are accepted', async () => {
    const learner = aLearner();
    const ids = { attemptCode: randomUUID(), externalId: `Locator${randomUUID()}` };
    const first = await create(STAFF, behalf(learner, ids));
    for (const otherIds of [{ attemptCode: randomUUID() }, { externalId: randomUUID() }]) {
      const rejected = create(STAFF, { startClock: true, ...behalf(learner, { ...ids, ...otherIds }) });
      await expect(rejected).rejects.toMatchObject({ code: 'practice_in_progress' });
    }
    for (const ownIds of [ids, { externalId: ids.externalId.toUpperCase() }, { attemptCode: ids.attemptCode }]) {
      expect(await create(STAFF, behalf(learner, ownIds))).toEqual(first);
    }
    expect(await all(learner)).toEqual([first]);
  });

  it('is continued past the due date of an exam that has become real', async () => {
    const learner = aLearner();
    const examId = await storedExam(stores, { isPracticeExam: true });
    const first = await create(learner, { examId });
    await changeExam(stores.ports, STAFF, examId, { isPracticeExam: false, dueDate: '2020-01-01T00:00:00.000Z' });
    expect(await create(learner, { examId, startClock: true })).toMatchObject({
      ...{ attemptId: first.attemptId, status: 'started', allowedTimeSeconds: 5400 },
    });
    await act(learner, first.attemptId, 'submit');
    await expect(create(learner, { examId })).rejects.toMatchObject({ code: 'exam_past_due' });
  });
});

describe('a practice attempt that is completed', () => {
  it.each(['submit', 'error'] as const)('by %s is superseded, and stays stored', async action => {
    const learner = aLearner();
    const first = await create(learner, { startClock: true });
    await act(learner, first.attemptId, action);
    const second = await create(learner, { startClock: true });
    expect(await all(learner)).toMatchObject([
      { attemptId: first.attemptId, isCurrent: false },
      { attemptId: second.attemptId, isCurrent: true, status: 'started' },
    ]);
  });

  it.each([false, true])('by its time-out is closed first, then superseded (registered: %s)', async isRegistered => {
    const learner = aLearner();
    const first = await create(learner, { startClock: true });
    const later = laterBy(clock(), 5401);
    const ports = { clock: () => later, ...(isRegistered && { vendors: aVendor().vendors }) };
    const created = await Promise.all(Array.from({ length: 3 }, () => create(learner, { startClock: true }, ports)));
    expect(new Set(created.map(({ attemptId }) => attemptId)).size).toBe(1);
    expect(await all(learner)).toMatchObject([
      {
        ...{ attemptId: first.attemptId, status: 'submitted', isCurrent: false },
        completedAt: laterBy(first.startedAt ?? '', 5400),
      },
      { attemptId: created[0]?.attemptId, status: 'started', isCurrent: true },
    ]);
  });

  it.each([false, true])(
    'by its time-out between any two reads of the clock never leaves two in progress (registered: %s)',
    async isRegistered => {
      for (let readsBeforeEnd = 0; readsBeforeEnd < 8; readsBeforeEnd++) {
        const learner = aLearner();
        const first = await create(learner, { startClock: true });
        const end = laterBy(first.startedAt ?? '', 5400);
        let clockReads = 0;
        const ports = {
          clock: () => (clockReads++ < readsBeforeEnd ? laterBy(end, -0.001) : end),
          ...(isRegistered && { vendors: aVendor().vendors }),
        };
        const created = await create(learner, { startClock: true }, ports);
        if (created.attemptId === first.attemptId) continue;
        const [closed, next] = await all(learner);
        expect([closed?.status, next?.status]).toEqual(['submitted', 'started']);
        expect([closed?.completedAt, next?.startedAt]).toEqual([end, end]);
      }
    },
  );
});

describe('a practice attempt that changes while it is continued', () => {
  /** A practice attempt in progress, and its continuation beside another request. */
  async function setUp() {
    const learner = aLearner();
    const first = await create(learner);
    const { attemptId } = first;
    const startBeside = (happens: () => unknown) => {
      const raced = besideWrites(stores.ports, write => write === 1 && happens());
      return create(learner, { startClock: true }, raced.ports);
    };
    return { learner, first, attemptId, startBeside };
  }

  it('by another field is started with that change', async () => {
    const { learner, first, attemptId, startBeside } = await setUp();
    const renamed = { studentName: 'Ada King', version: 2 };
    const continued = await startBeside(() => stores.editManually(first, renamed));
    expect(continued).toMatchObject({ attemptId, status: 'started', studentName: 'Ada King', version: 3 });
    expect(await all(learner)).toEqual([continued]);
  });

  it('to completed is superseded', async () => {
    const { learner, attemptId, startBeside } = await setUp();
    const next = await startBeside(() => act(learner, attemptId, 'submit'));
    expect(await all(learner)).toMatchObject([{ attemptId, status: 'submitted', isCurrent: false }, next]);
    expect(next).toMatchObject({ status: 'started', isCurrent: true });
  });

  it('by a removal is followed by a new one', async () => {
    const { learner, first, startBeside } = await setUp();
    const next = await startBeside(() => stores.deleteManually(first));
    expect(await all(learner)).toEqual([next]);
    expect(next).toMatchObject({ status: 'started' });
    expect(next.attemptId).toBeGreaterThan(first.attemptId);
  });

  it('to superseded is left, for the newer attempt', async () => {
    const { learner, first, attemptId, startBeside } = await setUp();
    const continued = await startBeside(async () => {
      await act(learner, attemptId, 'submit');
      await create(learner);
      // A status that only a manual edit gives to a superseded attempt.
      stores.editManually(first, { status: 'created', version: 20 });
    });
    expect(await all(learner)).toMatchObject([
      { attemptId, status: 'created', startedAt: null, isCurrent: false },
      { attemptId: continued.attemptId, status: 'started', isCurrent: true },
    ]);
  });

  it('without end is busy, and stays as it is', async () => {
    const { learner, first } = await setUp();
    const raced = besideWrites(stores.ports, write => stores.editManually(first, { version: write + 1 }));
    await expect(create(learner, { startClock: true }, raced.ports)).rejects.toMatchObject({ code: 'busy' });
    expect(await all(learner)).toMatchObject([{ status: 'created', startedAt: null }]);
  });

  it.each([
    ['an unexpected error', new Error('no answer')],
    ['another problem', new DomainError('busy', 'Try again.')],
  ])('fails with %s of the write, and no other attempt is created', async (_case, error) => {
    const { learner, first } = await setUp();
    const write = () => Promise.reject(error);
    const attempts = { ...stores.ports.attempts, write };
    await expect(create(learner, { startClock: true }, { attempts })).rejects.toBe(error);
    expect(await all(learner)).toEqual([first]);
  });

  it('is not written if there is nothing to change', async () => {
    const { learner, first } = await setUp();
    const counted = besideWrites(stores.ports);
    expect(await create(learner, {}, counted.ports)).toEqual(first);
    expect(counted.writes()).toBe(0);
  });
});

describe('continuing a practice attempt', () => {
  it.each([true, false])('is recorded as the change of its author (started: %s)', async startClock => {
    const learner = aLearner();
    const { modifiedAt } = await create(learner);
    const continued = await create(learner, { startClock, attemptProctored: startClock });
    expect(continued).toMatchObject({
      status: startClock ? 'started' : 'declined',
      lastChange: { by: { role: 'learner', userId: learner.userId }, reason: null },
    });
    expect(continued.modifiedAt > modifiedAt).toBe(true);
  });

  it.each([
    ['attempt code', { attemptCode: 'ANOTHER' }],
    ['external id', { externalId: 'another' }],
  ])('with another %s names it', async (idName, ids) => {
    const learner = aLearner();
    const { attemptId } = await create(learner);
    await expect(create(STAFF, behalf(learner, ids))).rejects.toMatchObject({
      code: 'practice_in_progress',
      message: `Practice attempt ${attemptId} is in progress with another ${idName}. Complete it first, or omit the ${idName}.`,
    });
  });
});
