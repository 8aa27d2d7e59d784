import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { launchAttempt } from '../../src/usecases/attempts/vendorCallbacks.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import type { Vendor, Vendors } from '../../src/usecases/ports/vendors.ts';
import { aLearner, anExam, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { runs } from '../support/runs.ts';

/** Superseded attempts, and their promotion after a removal. */
const stores = inMemoryStores();
let realId: number;
let practiceId: number;
beforeAll(async () => {
  const newExam = (isPracticeExam: boolean) =>
    createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), isPracticeExam }));
  [realId, practiceId] = await Promise.all([newExam(false), newExam(true)]);
});

const create = (learner: Caller, examId: number, startClock = true) =>
  createAttempt(stores.ports, learner, { examId, startClock, attemptProctored: true });
const act = (
  caller: Caller,
  { attemptId }: Attempt,
  action: 'start' | 'error' | 'submit' | 'decline' | 'mark_ready_to_resume',
) => actOnAttempt(stores.ports, caller, attemptId, action);
const reset = (learner: Caller, { attemptId }: Attempt) => resetPracticeAttempt(stores.ports, learner, attemptId);
const remove = ({ attemptId }: Attempt) => removeAttempt(stores.ports, STAFF, attemptId, null);
const read = ({ attemptId }: Attempt) => stores.ports.attempts.read(attemptId);
const currentOf = ({ userId }: Caller, examId: number) => stores.ports.attempts.readCurrent(examId, userId);
const flagsOf = ({ status, isResumable, readyToResume, resumed, timeRemainingSeconds }: Attempt) => ({
  ...{ status, isResumable, readyToResume, resumed, timeRemainingSeconds },
});

/** An attempt that ended in an error, and its resumption. */
async function resumedOnce(learner: Caller): Promise<[Attempt, Attempt]> {
  const first = await create(learner, realId);
  await act(learner, first, 'error');
  const ready = await act(STAFF, first, 'mark_ready_to_resume');
  return [ready, await create(learner, realId)];
}

/** Stores in which the attempt is removed between the read and the write of an operation. */
const removedMeanwhile = {
  ...stores.ports,
  attempts: { ...stores.ports.attempts, write: async () => ({ stored: false, current: undefined }) as const },
};

describe('an attempt that is removed during another operation', () => {
  it('is not found (404) by the operations that edx-proctoring lacks, and does not exist (400) for all others', async () => {
    const learner = aLearner();
    const attempt = await create(learner, realId, false);
    const rename = changeStudentName(removedMeanwhile, STAFF, attempt.attemptId, 'Ada King');
    await expect(rename).rejects.toMatchObject({ code: 'attempt_not_found' });
    const backends = { usesLaunch: () => true, defaultBackend: 'software_secure' };
    const launch = launchAttempt(removedMeanwhile, attempt.attemptCode, backends);
    await expect(launch).rejects.toMatchObject({ code: 'attempt_not_found' });
    const start = actOnAttempt(removedMeanwhile, learner, attempt.attemptId, 'start');
    await expect(start).rejects.toMatchObject({ code: 'attempt_does_not_exist' });
  });
});

describe('removing an attempt', () => {
  it('calls no vendor, so that none can block it: vendors are notified from the stream', async () => {
    const call = vi.fn(async () => expect.fail('a vendor was called'));
    const vendor: Vendor = {
      ...{ name: 'down', registerAttempt: call, registerExam: call, notify: call, eraseLearner: call },
    };
    const vendors: Vendors = { of: () => vendor, named: () => vendor, all: () => [vendor] };
    const attempt = await create(aLearner(), realId);
    // The operation has no port for vendors; one that is added would be called.
    const ports = { ...stores.ports, vendors };
    await removeAttempt(ports, STAFF, attempt.attemptId, null);
    expect(await read(attempt)).toBeUndefined();
    expect(call).not.toHaveBeenCalled();
  });
});

describe('removing the current attempt', () => {
  it('makes the resumed attempt ready to resume again with its remaining time, repeatedly', async () => {
    const learner = aLearner();
    let [ready, resumption] = await resumedOnce(learner);
    for (let round = 0; round < 3; round++) {
      expect(await read(ready)).toMatchObject({ resumed: true, readyToResume: false, isCurrent: false });
      await remove(resumption);
      const restored = await currentOf(learner, realId);
      expect(restored).toMatchObject({ ...flagsOf(ready), attemptId: ready.attemptId, isCurrent: true });
      resumption = await create(learner, realId);
      expect(resumption.baseTimeSeconds).toBe(ready.timeRemainingSeconds);
    }
  });

  it('restores the status of a reset attempt, with a history entry by the staff who removed the current one', async () => {
    const learner = aLearner();
    const first = await act(learner, await create(learner, practiceId), 'error');
    const second = await reset(learner, first);
    expect(await read(first)).toMatchObject({ status: 'onboarding_reset', statusBeforeReset: 'error' });
    await remove(second);
    expect(await currentOf(learner, practiceId)).toMatchObject({
      ...{ ...flagsOf(first), attemptId: first.attemptId, statusBeforeReset: null },
      lastChange: {
        by: { role: 'staff', userId: STAFF.userId },
        reason: `attempt ${second.attemptId} was removed`,
      },
    });
    stores.archive();
    const [newest] = (await stores.ports.history.readPage(first.attemptCode, 1)).entries;
    expect(newest).toMatchObject({
      attempt: { status: 'onboarding_reset', statusBeforeReset: 'error' },
      ...{ change: 'status_changed', toStatus: 'error', changedBy: { role: 'staff', userId: STAFF.userId } },
    });
  });

  it('keeps a verdict that came after the reset', async () => {
    const learner = aLearner();
    const first = await act(learner, await create(learner, practiceId), 'error');
    const second = await reset(learner, first);
    await act(learner, first, 'decline');
    await remove(second);
    expect(await currentOf(learner, practiceId)).toMatchObject({ attemptId: first.attemptId, status: 'declined' });
  });

  it('promotes the newest remaining previous attempt', async () => {
    const learner = aLearner();
    const [first, second] = await resumedOnce(learner);
    await act(learner, second, 'error');
    await act(STAFF, second, 'mark_ready_to_resume');
    const third = await create(learner, realId);
    await remove(second);
    await remove(third);
    expect(await currentOf(learner, realId)).toMatchObject({ attemptId: first.attemptId, readyToResume: true });
    await remove(first);
    expect(await currentOf(learner, realId)).toBeUndefined();
    expect(await create(learner, realId)).toMatchObject({ hasPreviousAttempt: false, previousAttemptId: null });
  });

  it('differs from removing all attempts, which promotes nothing', async () => {
    const learner = aLearner();
    await resumedOnce(learner);
    await removeAllAttempts(stores.ports, STAFF, { examId: realId, userId: learner.userId });
    expect(await currentOf(learner, realId)).toBeUndefined();
  });
});

/** Random operations on a learner's attempts, and each attempt's state before it was superseded. */
class Model {
  private readonly learner = aLearner();
  private readonly examId: number;
  private readonly before = new Map<number, ReturnType<typeof flagsOf>>();
  private attempts: Attempt[] = [];

  constructor(examId: number) {
    this.examId = examId;
  }

  readonly steps = {
    create: () => this.supersede(() => create(this.learner, this.examId)),
    reset: () => this.supersede(current => current && reset(this.learner, current)),
    start: () => this.onCurrent(attempt => act(this.learner, attempt, 'start')),
    error: () => this.onCurrent(attempt => act(this.learner, attempt, 'error')),
    submit: () => this.onCurrent(attempt => act(this.learner, attempt, 'submit')),
    mark: () => this.onCurrent(attempt => act(STAFF, attempt, 'mark_ready_to_resume')),
    remove: () => this.removeCurrent(),
    removeEarlier: () => this.removeEarlier(),
  };

  current = () => currentOf(this.learner, this.examId);

  private async onCurrent(action: (current: Attempt) => Promise<unknown>): Promise<void> {
    const current = await this.current();
    if (current) await action(current);
  }

  private async supersede(makeNext: (current: Attempt | undefined) => Promise<Attempt> | undefined): Promise<void> {
    const current = await this.current();
    const next = await makeNext(current);
    if (!next || next.attemptId === current?.attemptId) return;
    if (current) this.before.set(current.attemptId, flagsOf(current));
    this.attempts.push(next);
  }

  private async removeCurrent(): Promise<void> {
    const current = await this.current();
    if (!current) return;
    await remove(current);
    const live = await Promise.all(this.attempts.map(read));
    const newest = live.findLast(attempt => attempt !== undefined);
    const restored = await this.current();
    expect(restored).toEqual(newest);
    if (restored) expect(flagsOf(restored)).toEqual(this.before.get(restored.attemptId));
  }

  private async removeEarlier(): Promise<void> {
    const current = await this.current();
    const live = await Promise.all(this.attempts.map(read));
    const earlier = live.findLast(attempt => attempt && attempt.attemptId !== current?.attemptId);
    if (earlier) await remove(earlier);
  }
}

describe('after any sequence of actions', () => {
  const STEPS = ['create', 'start', 'error', 'submit', 'mark', 'reset', 'remove', 'removeEarlier'] as const;

  it('the previous attempt of a removed one is current in its former state, and the learner can continue', async () => {
    const sequences = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), sequences, async (isPractice, steps) => {
        const model = new Model(isPractice ? practiceId : realId);
        for (const step of ['create', ...steps, 'remove'] as const) await ignoringRejection(model.steps[step]);
        // Supersedes any remaining attempt.
        await model.steps.create();
        expect(await model.current()).toMatchObject({ isCurrent: true });
      }),
      { numRuns: runs(120, 1000) },
    );
  });
});

/** A step that is not permitted changes nothing. */
async function ignoringRejection(step: () => Promise<void>): Promise<void> {
  await step().catch(error => {
    if (!(error instanceof DomainError)) throw error;
  });
}
