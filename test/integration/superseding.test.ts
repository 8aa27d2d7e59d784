import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetAttempt } from '../../src/usecases/attempts/resetAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';

/** An attempt that another one superseded, and what becomes of it when that one is removed. */
let stores: FreshStores;
let realId: number;
let practiceId: number;
beforeAll(async () => {
  stores = await freshStores();
  const newExam = (isPracticeExam: boolean) =>
    createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), isPracticeExam }));
  [realId, practiceId] = await Promise.all([newExam(false), newExam(true)]);
});

const aLearner = (): Caller => aCaller({ userId: Math.floor(Math.random() * 2 ** 40) + 1 });
const create = (learner: Caller, examId: number, startClock = true) =>
  createAttempt(stores.ports, learner, { examId, startClock, attemptProctored: true });
const act = (
  who: Caller,
  { attemptId }: Attempt,
  action: 'start' | 'error' | 'submit' | 'decline' | 'mark_ready_to_resume',
) => actOnAttempt(stores.ports, who, attemptId, action);
const reset = (learner: Caller, { attemptId }: Attempt) => resetAttempt(stores.ports, learner, attemptId);
const remove = ({ attemptId }: Attempt) => removeAttempt(stores.ports, STAFF, attemptId, null);
const read = ({ attemptId }: Attempt) => stores.ports.attempts.read(attemptId);
const currentOf = ({ userId }: Caller, examId: number) => stores.ports.attempts.readCurrent(examId, userId);

/** An attempt that broke off and was resumed, and the attempt that resumed it. */
async function resumedOnce(learner: Caller): Promise<[Attempt, Attempt]> {
  const first = await create(learner, realId);
  await act(learner, first, 'error');
  const ready = await act(STAFF, first, 'mark_ready_to_resume');
  return [ready, await create(learner, realId)];
}

describe('removing the current attempt', () => {
  it('restores predecessors of attempts that were stored before they named them, and resets without a status', async () => {
    const learner = aLearner();
    const [first, second] = await resumedOnce(learner);
    const third = await act(learner, await create(learner, practiceId), 'error');
    const fourth = await reset(learner, third);
    for (const { attemptId } of [second, third, fourth]) {
      const UpdateExpression = 'REMOVE predecessor_id, status_before_reset';
      const Key = { attempt_id: attemptId };
      await stores.client.send(new UpdateCommand({ TableName: stores.tables.attempts, Key, UpdateExpression }));
    }
    await remove(second);
    expect(await currentOf(learner, realId)).toMatchObject({ attemptId: first.attemptId, readyToResume: true });
    await remove(fourth);
    expect(await currentOf(learner, practiceId)).toMatchObject({ ...third, status: 'onboarding_reset', ...anyWrite });
    expect((await create(learner, practiceId)).status).toBe('started');
  });

  it('at the same moment as the removal of its predecessor: neither is left', async () => {
    for (let round = 0; round < 5; round++) {
      const learner = aLearner();
      const [first, second] = await resumedOnce(learner);
      await Promise.all([remove(second), remove(first)]);
      expect(await currentOf(learner, realId)).toBeUndefined();
      expect((await create(learner, realId)).status).toBe('started');
    }
  });

  it('at the same moment as another removal of it and a creation: one resumes what was restored', async () => {
    for (let round = 0; round < 5; round++) {
      const learner = aLearner();
      const [first, second] = await resumedOnce(learner);
      const [, , created] = await Promise.allSettled([remove(second), remove(second), create(learner, realId)]);
      const resuming = created.status === 'fulfilled' ? created.value : await create(learner, realId);
      expect(await currentOf(learner, realId)).toEqual(resuming);
      expect(resuming.predecessorId).toBe(first.attemptId);
      expect(await read(first)).toMatchObject({ resumed: true, readyToResume: false, isCurrent: false });
    }
  });
});

const anyWrite = { version: expect.any(Number), modifiedAt: expect.any(String), lastChange: expect.anything() };
