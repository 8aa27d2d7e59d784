import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { createTtlCache } from '../../src/store/dynamodb/ttlCache.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { setExamPaused } from '../../src/usecases/exams/pauseExam.ts';
import { aLearner, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

/** EXAM_MAX_AGE_SECONDS protects the partition of one exam during a load spike. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** A function that caches exams for 5 s; `later` advances its clock. */
function cachingFunction() {
  let now = 0;
  const cache = createTtlCache(5, () => now);
  const exams = createExamStore(stores.client, stores.tables, cache);
  return { ports: { ...stores.ports, exams }, later: (seconds: number) => (now += seconds * 1000) };
}

const create = (ports: FreshStores['ports'], examId: number, { startClock = false, learner = aLearner() } = {}) =>
  createAttempt(ports, learner, { examId, startClock, attemptProctored: true });

interface Reading {
  Keys: { entry: string }[];
  ConsistentRead?: boolean;
}
type ReadInput = { RequestItems?: Record<string, Reading> } & { TableName?: string; Key?: { entry: string } };

/** The entries of the exams table that a call reads, and whether consistently. */
function entriesIn({ RequestItems, TableName, Key, ...options }: ReadInput & { ConsistentRead?: boolean }): string[] {
  const table = stores.tables.exams;
  const request = TableName === table && Key ? { Keys: [Key], ...options } : undefined;
  const { Keys = [], ConsistentRead } = RequestItems?.[table] ?? request ?? {};
  return Keys.map(({ entry }) => `${entry.replace(/#\d+#/, ' ')}${ConsistentRead ? '' : ', maybe old'}`);
}

/** The reads of the exams table by an action. */
async function examReads(action: () => Promise<unknown>): Promise<string[]> {
  const entries: string[] = [];
  const stack = stores.client.middlewareStack;
  stack.add(
    next => args => {
      entries.push(...entriesIn(args.input as ReadInput));
      return next(args);
    },
    { step: 'initialize', name: 'examReads' },
  );
  try {
    await action();
  } finally {
    stack.remove('examReads');
  }
  return entries;
}

describe('a function with the exam cache', () => {
  it('reads the policy once for the creations of all learners, and the exam consistently for each', async () => {
    const examId = await storedExam(stores);
    const { ports, later } = cachingFunction();
    expect(await examReads(() => create(ports, examId))).toEqual(['policy, maybe old', 'exam']);
    expect(await examReads(() => create(ports, examId))).toEqual(['exam']);
    later(5);
    expect(await examReads(() => create(ports, examId))).toEqual(['policy, maybe old', 'exam']);
  });

  it('creates and starts nothing once another function has paused the exam', async () => {
    const examId = await storedExam(stores);
    const { ports } = cachingFunction();
    const learner = aLearner();
    const { attemptId } = await create(ports, examId, { learner });
    await setExamPaused(stores.ports, STAFF, examId, true);
    for (const startClock of [true, false]) {
      await expect(create(ports, examId, { startClock })).rejects.toMatchObject({ code: 'exam_paused' });
    }
    const start = () => actOnAttempt(ports, learner, attemptId, 'start');
    await expect(start()).rejects.toMatchObject({ code: 'exam_paused' });
    await setExamPaused(stores.ports, STAFF, examId, false);
    expect(await start()).toMatchObject({ status: 'started' });
  });

  it('reads exam and allowances consistently each time: at the start, and where the clock starts at once', async () => {
    const examId = await storedExam(stores);
    const { ports } = cachingFunction();
    const learner = aLearner();
    const { attemptId } = await create(ports, examId, { learner });
    const granted = { examId, userInfo: learner.username, key: 'additional_time_granted', value: '10' };
    await setAllowance(stores.ports, STAFF, granted);
    expect(
      await examReads(async () => {
        const { allowedTimeSeconds } = await actOnAttempt(ports, learner, attemptId, 'start');
        expect(allowedTimeSeconds).toBe(100 * 60);
      }),
    ).toEqual(['exam', 'allowance additional_time_granted']);
    expect(await examReads(() => create(ports, examId, { startClock: true }))).toEqual([
      'exam',
      'allowance additional_time_granted',
      'allowance review_policy_exception',
    ]);
  });

  it('shows a change of the exam once the entry has expired', async () => {
    const examId = await storedExam(stores, { examName: 'Old' });
    const { ports, later } = cachingFunction();
    const nameOf = async () => (await ports.exams.read(examId))?.examName;
    expect(await nameOf()).toBe('Old');
    await changeExam(stores.ports, STAFF, examId, { examName: 'New' });
    later(4.9);
    expect(await nameOf()).toBe('Old');
    later(0.1);
    expect(await nameOf()).toBe('New');
  });

  it('does not cache the absence of an exam', async () => {
    const { ports } = cachingFunction();
    const examId = await storedExam(stores);
    const missingId = examId + 1;
    expect(await ports.exams.read(missingId)).toBeUndefined();
    await stores.ports.authoring.create(anExam({ examId: missingId, contentId: randomUUID() }));
    expect((await ports.exams.read(missingId))?.examId).toBe(missingId);
  });

  it('sees its own write of the exam’s external id at once', async () => {
    const examId = await storedExam(stores);
    const { ports } = cachingFunction();
    expect((await ports.exams.read(examId))?.externalId).toBeNull();
    await ports.exams.setExternalId(examId, 'software_secure', 'theirs');
    expect((await ports.exams.read(examId))?.externalId).toBe('theirs');
  });
});

describe('a resumption created by a function with the exam cache', () => {
  it('includes additional time granted in the break', async () => {
    const examId = await storedExam(stores);
    const { ports } = cachingFunction();
    const learner = aLearner();
    const { attemptId, startedAt } = await create(ports, examId, { learner, startClock: true });
    const after300Seconds = () => laterBy(startedAt ?? '', 300);
    await actOnAttempt({ ...ports, clock: after300Seconds }, learner, attemptId, 'error');
    await actOnAttempt(ports, STAFF, attemptId, 'mark_ready_to_resume');
    const granted = { examId, userInfo: learner.username, key: 'additional_time_granted', value: '10' };
    await setAllowance(stores.ports, STAFF, granted);
    const resumed = await create(ports, examId, { learner });
    expect((await actOnAttempt(ports, learner, resumed.attemptId, 'start')).allowedTimeSeconds).toBe(5100 + 600);
  });
});

describe('a function without the exam cache', () => {
  it('reads an exam once for repeated display, and again if it was not found', async () => {
    const examId = await storedExam(stores);
    const exams = createExamStore(stores.client, stores.tables);
    const show = (id: number) => examReads(() => exams.readCached(id));
    expect([await show(examId), await show(examId)]).toEqual([['exam, maybe old'], []]);
    const unknown = ['exam, maybe old', 'exam'];
    expect([await show(examId + 1), await show(examId + 1)]).toEqual([unknown, unknown]);
  });

  it('reads all terms for a creation, and exam and additional time for a start', async () => {
    const examId = await storedExam(stores);
    const learner = aLearner();
    const all = ['exam', 'policy', 'allowance additional_time_granted', 'allowance review_policy_exception'];
    expect(await examReads(() => create(stores.ports, examId, { learner }))).toEqual(all);
    const attempt = await stores.ports.attempts.readCurrent(examId, learner.userId);
    expect(await examReads(() => actOnAttempt(stores.ports, learner, attempt?.attemptId ?? 0, 'start'))).toEqual([
      'exam',
      'allowance additional_time_granted',
    ]);
  });
});
