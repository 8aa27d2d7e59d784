import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { indexAllAttempts } from '../../operations/migrations/allByCourse.ts';
import { listCoursesOfStaff } from '../../operations/migrations/coursesOfStaff.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { log } from '../../src/platform/log.ts';
import { createAttemptLists } from '../../src/store/attempts/attemptLists.ts';
import { createMigrationCheck } from '../../src/store/attempts/migrationMarker.ts';
import { directoryKey } from '../../src/store/directory/directoryKey.ts';
import { startTimeJob } from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { createExamMonitor } from '../../src/usecases/exams/monitorExam.ts';
import { COURSE, NOW, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { makeOlder } from '../support/itemsOfEarlierReleases.ts';
import { IS_LONG } from '../support/runs.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const COUNT = 3;

/** Attempts of an earlier release, without the key of the index of all attempts of a course. */
let stores: FreshStores;
let attempts: Attempt[];
beforeEach(async () => {
  stores = await freshStores();
  const examId = await storedExam(stores);
  attempts = [];
  for (let index = 0; index < COUNT; index++) attempts.push(await storedAttempt(stores, examId));
  attempts.sort((a, b) => b.attemptId - a.attemptId);
  for (const attempt of attempts) await withoutKey(attempt);
});

const withoutKey = (attempt: Attempt) =>
  stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.attempts,
      Key: { attempt_id: attempt.attemptId },
      UpdateExpression: 'REMOVE in_course',
    }),
  );
const migrate = (options: { pageSize?: number; isRestart?: boolean; onProgress?: () => void } = {}) =>
  indexAllAttempts(stores.client, stores.tables, { clock: () => NOW, ...options });
const listed = async () =>
  (await stores.ports.lists.allOfCourse(COURSE, { limit: 100 })).entries.map(({ attemptId }) => attemptId);
/** Lists in a new process, which reads the marker of the migration. */
const listedByOtherProcess = async (page: { limit: number; examId?: number } = { limit: 100 }) => {
  const lists = createAttemptLists(stores.client, stores.tables);
  const ids: number[] = [];
  let cursor: string | null | undefined;
  do {
    const { entries, nextCursor } = await lists.allOfCourse(COURSE, { ...page, ...(cursor && { cursor }) });
    ids.push(...entries.map(({ attemptId }) => attemptId));
    cursor = nextCursor;
  } while (cursor);
  return ids;
};
const supersede = ({ attemptId }: Attempt) =>
  stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.attempts,
      Key: { attempt_id: attemptId },
      UpdateExpression: 'REMOVE current_in_course',
    }),
  );
const idsOf = (some: readonly Attempt[]) => some.map(({ attemptId }) => attemptId);
const itemOf = async ({ attemptId }: Attempt) => {
  const Key = { attempt_id: attemptId };
  return (await stores.client.send(new GetCommand({ TableName: stores.tables.attempts, Key }))).Item;
};

describe('attempts of an earlier release', () => {
  it('can be changed, and are in the index after the migration only', async () => {
    const [attempt] = attempts as [Attempt];
    for (const each of attempts) await supersede(each);
    await makeOlder(stores, attempt);
    await actOnAttempt(stores.ports, { ...STAFF, userId: attempt.user.id, isStaff: false }, attempt.attemptId, 'start');
    await actOnAttempt(stores.ports, STAFF, attempt.attemptId, 'verify');
    expect(await itemOf(attempt)).not.toHaveProperty('in_course');
    expect(await listed()).toEqual([]);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    await migrate();
    expect(await listed()).toEqual(idsOf(attempts.slice(1)));
  });

  it('that are current are listed before the migration, once each, also page by page and by exam', async () => {
    const { examId } = attempts[0] as Attempt;
    const otherId = await storedExam(stores);
    const recent = [await storedAttempt(stores, examId), await storedAttempt(stores, otherId)] as const;
    const earlier = await storedAttempt(stores, otherId);
    await withoutKey(earlier);
    await supersede(recent[0]);
    const all = [...attempts, ...recent, earlier].sort((a, b) => b.attemptId - a.attemptId);
    for (const limit of IS_LONG ? [1, 2, 3, 100] : [2, 100]) {
      expect(await listedByOtherProcess({ limit })).toEqual(idsOf(all));
      const ofExam = all.filter(attempt => attempt.examId === otherId);
      expect(await listedByOtherProcess({ limit, examId: otherId })).toEqual(idsOf(ofExam));
    }
    const { entries } = await createAttemptLists(stores.client, stores.tables).allOfCourse(COURSE, { limit: 100 });
    expect(entries).toEqual(all.map(({ attemptId, examId, user }) => ({ attemptId, examId, user })));
    await migrate();
    expect(await listedByOtherProcess({ limit: 2 })).toEqual(idsOf(all));
  });

  it('in progress are in the monitor, and get minutes that everybody gets', async () => {
    const { examId } = attempts[0] as Attempt;
    for (const { attemptId, user } of attempts) {
      await actOnAttempt(stores.ports, { ...STAFF, userId: user.id, isStaff: false }, attemptId, 'start');
    }
    const { counts, rows } = await createExamMonitor(stores.ports)(STAFF, examId);
    expect(counts).toEqual({ started: attempts.length });
    expect(rows).toHaveLength(attempts.length);
    const job = { jobId: 'fire-alarm', minutes: 10, reason: null, userIds: null };
    expect(await startTimeJob(stores.ports, STAFF, examId, job)).toMatchObject({ granted: attempts.length });
    for (const { attemptId } of attempts) {
      expect(await stores.ports.attempts.read(attemptId)).toMatchObject({ allowedTimeSeconds: 6000 });
    }
  });
});

describe('the migration', () => {
  it('adds every attempt that lacks the key, changes nothing else, and can be repeated', async () => {
    const before = await Promise.all(attempts.map(itemOf));
    expect(await migrate()).toEqual({ read: COUNT, added: COUNT, withoutCourse: 0 });
    expect(await listed()).toEqual(idsOf(attempts));
    const after = await Promise.all(attempts.map(itemOf));
    expect(after.map(item => ({ ...item, in_course: undefined }))).toEqual(before);
    expect(await migrate()).toEqual({ read: COUNT, added: 0, withoutCourse: 0 });
  });

  it('continues after an interruption', async () => {
    let pages = 0;
    const interrupt = () => {
      if (++pages === 2) throw new Error('interrupted');
    };
    await expect(migrate({ pageSize: 1, onProgress: interrupt })).rejects.toThrow('interrupted');
    const { added } = await migrate({ pageSize: 1 });
    expect(added).toBeLessThan(COUNT);
    expect(await listed()).toEqual(idsOf(attempts));
    // A run that is stopped between its pages begins again on request.
    pages = 0;
    await expect(migrate({ pageSize: 1, onProgress: interrupt })).rejects.toThrow('interrupted');
    expect((await migrate({ isRestart: true })).read).toBe(COUNT);
  });

  it('adds what a release before the index stored after it had finished, or was interrupted, from the beginning', async () => {
    const examId = (attempts[0] as Attempt).examId;
    const byEarlierRelease = async () => {
      const stored = await storedAttempt(stores, examId);
      await withoutKey(stored);
      attempts.unshift(stored);
    };
    await migrate();
    await byEarlierRelease();
    expect(await listed()).toEqual(idsOf(attempts.slice(1)));
    expect((await migrate()).added).toBe(1);
    expect(await listed()).toEqual(idsOf(attempts));
    for (const attempt of attempts) await withoutKey(attempt);
    const onProgress = vi.fn(() => {
      if (onProgress.mock.calls.length === COUNT) throw new Error('interrupted');
    });
    await expect(migrate({ pageSize: 1, onProgress })).rejects.toThrow('interrupted');
    for (let index = 0; index < COUNT; index++) await byEarlierRelease();
    expect(await migrate({ isRestart: true })).toMatchObject({ read: attempts.length });
    expect(await listed()).toEqual(idsOf(attempts));
  });

  it('neither restores a removed attempt nor changes one without a course', async () => {
    const [removed, edited, ...others] = attempts as [Attempt, Attempt, ...Attempt[]];
    const send = stores.client.send.bind(stores.client);
    await send(
      new UpdateCommand({
        TableName: stores.tables.attempts,
        Key: { attempt_id: edited.attemptId },
        UpdateExpression: 'REMOVE course_id',
      }),
    );
    // Removed between the scan and the write.
    const client = new Proxy(stores.client, {
      get: (target, name) =>
        name === 'send'
          ? async (command: { input: { UpdateExpression?: string; Key?: Record<string, unknown> } }) => {
              if (command.input.Key?.attempt_id === removed.attemptId) {
                await removeAttempt(stores.ports, STAFF, removed.attemptId, null);
              }
              return send(command as never);
            }
          : Reflect.get(target, name),
    });
    const totals = await indexAllAttempts(client, stores.tables, { clock: () => NOW });
    expect(totals).toEqual({ read: COUNT, added: COUNT - 2, withoutCourse: 1 });
    expect(await listed()).toEqual(idsOf(others));
    expect(await itemOf(removed)).toBeUndefined();
  });
});

describe('lists of all attempts', () => {
  it('log that they may be incomplete until the migration has finished', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    let now = 0;
    const check = createMigrationCheck(stores.client, stores.tables, () => now);
    await check();
    await check();
    expect(warn).toHaveBeenCalledOnce();
    now = 300_000;
    await check();
    expect(warn).toHaveBeenCalledTimes(2);
    await migrate();
    now *= 2;
    stores.calls.take();
    for (let calls = 0; calls < 3; calls++) {
      await check();
      now *= 2;
    }
    expect(warn).toHaveBeenCalledTimes(2);
    expect(stores.calls.take()).toEqual(['GetItem']);
    const lists = createAttemptLists(stores.client, stores.tables);
    await lists.allOfCourse(COURSE, { limit: 1 });
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});

it('courses whose staff an earlier release has stored are listed to their staff after the migration', async () => {
  const { courseStaff } = stores.ports;
  const change = { by: { role: 'staff', userId: 900 }, at: NOW } as const;
  for (const [course, ids] of [
    ['course-v1:A', [7, 8]],
    ['course-v1:B', [7]],
  ] as const) {
    await courseStaff.add(course, new Set(ids), change);
  }
  // An earlier release wrote no lists.
  for (const id of [7, 8]) {
    const Key = { key: directoryKey.staffCourses(id) };
    await stores.client.send(new DeleteCommand({ TableName: stores.tables.directory, Key }));
  }
  expect(await courseStaff.coursesOf(7)).toEqual([]);
  for (let run = 0; run < 2; run++) expect(await listCoursesOfStaff(stores.client, stores.tables)).toBe(2);
  expect([await courseStaff.coursesOf(7), await courseStaff.coursesOf(8)]).toEqual([
    ['course-v1:A', 'course-v1:B'],
    ['course-v1:A'],
  ]);
});
