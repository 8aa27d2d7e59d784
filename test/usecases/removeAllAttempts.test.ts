import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { clock } from '../../src/platform/system.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { aLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
/** A practice exam: a learner can have any number of attempts at it. */
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores, { isPracticeExam: true });
});

const create = (learner: Caller) =>
  createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored: true });
const act = (caller: Caller, attempt: Attempt, action: 'submit' | 'verify') =>
  actOnAttempt(stores.ports, caller, attempt.attemptId, action);
const all = (learner: Caller) => allAttempts(stores, examId, learner.userId);

describe('removing all attempts of a learner at an exam', () => {
  const removeAll = (learner: Caller) =>
    removeAllAttempts(stores.ports, STAFF, { examId: examId, userId: learner.userId });

  it('leaves each located as archived, and the exam can be taken again', async () => {
    const learner = aLearner();
    const attempts = [];
    for (let count = 0; count < 4; count++) {
      attempts.push(await act(learner, await create(learner), 'submit'));
    }
    await removeAll(learner);
    expect(await all(learner)).toEqual([]);
    for (const { attemptCode } of attempts) {
      expect((await locateAttempt(stores.ports, attemptCode)).isArchived).toBe(true);
    }
    expect((await create(learner)).status).toBe('created');
  });

  it.each([
    [30, [30]],
    [31, [30, 1]],
    [32, [30, 2]],
    [65, [30, 30, 5]],
  ])('removes %i in groups of %j, the oldest first and the current one last', async (count, sizes) => {
    const learner = aLearner();
    const attempts: Attempt[] = [];
    while (attempts.length < count) attempts.push(await act(learner, await create(learner), 'submit'));
    const groups: number[][] = [];
    const removeTogether: typeof stores.ports.attempts.removeTogether = (group, removal) => {
      groups.push(group.map(({ attemptId }) => attemptId));
      return stores.ports.attempts.removeTogether(group, removal);
    };
    const ports = { ...stores.ports, attempts: { ...stores.ports.attempts, removeTogether } };
    await removeAllAttempts(ports, STAFF, { examId: examId, userId: learner.userId });
    expect(groups.map(({ length }) => length)).toEqual(sizes);
    expect(groups.flat()).toEqual(attempts.map(({ attemptId }) => attemptId));
    expect(await all(learner)).toEqual([]);
    for (const { attemptCode } of attempts) {
      expect((await locateAttempt(stores.ports, attemptCode)).isArchived).toBe(true);
    }
  });

  it('retries a group in which an attempt changed concurrently', async () => {
    const learner = aLearner();
    const first = await act(learner, await create(learner), 'submit');
    await create(learner);
    let isChanged = false;
    const removeTogether: typeof stores.ports.attempts.removeTogether = async (group, removal) => {
      if (!isChanged) await act(STAFF, first, 'verify');
      isChanged = true;
      return stores.ports.attempts.removeTogether(group, removal);
    };
    const ports = { ...stores.ports, attempts: { ...stores.ports.attempts, removeTogether } };
    await removeAllAttempts(ports, STAFF, { examId: examId, userId: learner.userId });
    expect(await all(learner)).toEqual([]);
  });

  it('is a 404 without attempts or without the exam', async () => {
    const learner = aLearner();
    await expect(removeAll(learner)).rejects.toMatchObject({
      code: 'attempt_not_found',
      message: `Learner ${learner.userId} has no attempt at exam ${examId}.`,
    });
    const unknown = removeAllAttempts(stores.ports, STAFF, { examId: 5, userId: 7 });
    await expect(unknown).rejects.toMatchObject({
      code: 'exam_not_found',
      message: 'There is no exam with the id 5.',
    });
  });

  it('is for staff of the course', async () => {
    const learner = aLearner();
    await create(learner);
    const own = removeAllAttempts(stores.ports, learner, { examId: examId, userId: learner.userId });
    await expect(own).rejects.toMatchObject({ code: 'forbidden' });
    expect(await all(learner)).toHaveLength(1);
  });

  it('is recorded in the history with the staff and the reason', async () => {
    const learner = aLearner();
    const { attemptCode } = await create(learner);
    stores.archive();
    await removeAll(learner);
    stores.archive();
    const { entries } = await stores.ports.history.readPage(attemptCode, 10);
    expect(entries).toMatchObject([
      {
        ...{ change: 'removed', reason: 'all attempts of the learner reset' },
        changedBy: { role: 'staff', userId: STAFF.userId },
      },
    ]);
    expect(entries[0]?.changedAt).toMatch(/^20\d\d-/);
  });

  it('is busy if the attempts keep changing, and then removes none', async () => {
    const learner = aLearner();
    await create(learner);
    let tries = 0;
    const removeTogether = async () => {
      tries += 1;
      return { stored: false };
    };
    const ports = { ...stores.ports, attempts: { ...stores.ports.attempts, removeTogether } };
    const busy = removeAllAttempts(ports, STAFF, { examId, userId: learner.userId });
    await expect(busy).rejects.toMatchObject({
      code: 'busy',
      message: `The attempts of learner ${learner.userId} at exam ${examId} are being changed concurrently. Try again.`,
    });
    expect(tries).toBe(100);
    expect(await all(learner)).toHaveLength(1);
  });

  describe('beyond the time of a request', () => {
    /** The clock when the first group has been removed. */
    const removeWith = (learner: Caller, secondsLater: number, removes = stores.ports.attempts.removeTogether) => {
      const begin = clock();
      let isRemoved = false;
      const removeTogether: typeof removes = async (group, removal) => {
        isRemoved = true;
        return removes(group, removal);
      };
      const ports = {
        ...stores.ports,
        clock: () => (isRemoved ? laterBy(begin, secondsLater) : begin),
        attempts: { ...stores.ports.attempts, removeTogether },
      };
      return removeAllAttempts(ports, STAFF, { examId, userId: learner.userId });
    };
    const unfinished = ({ userId }: Caller) => ({
      code: 'reset_unfinished',
      message: `Some attempts of learner ${userId} at exam ${examId} are still to be removed. Repeat the request to continue.`,
    });
    const withAttempts = async (count: number) => {
      const learner = aLearner();
      for (let created = 0; created < count; created++) await act(learner, await create(learner), 'submit');
      return learner;
    };

    it.each([
      [19.999, 0],
      [20, 5],
    ])('after %d s, %i of 35 attempts remain, and the next request removes them', async (seconds, remaining) => {
      const learner = await withAttempts(35);
      const removal = removeWith(learner, seconds);
      if (remaining === 0) await removal;
      else await expect(removal).rejects.toMatchObject(unfinished(learner));
      expect(await all(learner)).toHaveLength(remaining);
      if (remaining > 0) await removeAll(learner);
      expect(await all(learner)).toEqual([]);
    });

    it('the last group, removed late, ends the request', async () => {
      const learner = await withAttempts(3);
      await removeWith(learner, 60);
      expect(await all(learner)).toEqual([]);
    });

    it('a group that changed concurrently is not tried again', async () => {
      const learner = await withAttempts(1);
      const removal = removeWith(learner, 60, async () => ({ stored: false }));
      await expect(removal).rejects.toMatchObject(unfinished(learner));
      expect(await all(learner)).toHaveLength(1);
    });
  });
});
