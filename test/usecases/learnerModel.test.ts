import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { totalSeconds } from '../../src/domain/attempts/clock.ts';
import { isIncomplete, isInProgress } from '../../src/domain/attempts/status.ts';
import { withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { laterBy, secondsBetween } from '../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { runs } from '../support/runs.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';
import { runScheduleOn } from '../support/scheduleRun.ts';

/**
 * One learner at one exam, with any sequence of steps. The rules that hold for every step are checked on the attempts before
 * and after it.
 */
const ACTIONS = ['start', 'stop', 'submit', 'error', 'click_download_software'] as const;
const STAFF_ACTIONS = ['verify', 'reject', 'mark_ready_to_resume'] as const;
/** The attributes that earlier releases did not store. */
const NOT_STORED = {
  watchedBy: null,
  createdProctored: null,
  includedAdditionalSeconds: null,
  previousAttemptId: null,
};

type Step =
  | { action: (typeof ACTIONS)[number] | (typeof STAFF_ACTIONS)[number] }
  | { action: 'create'; startClock: boolean; onBehalf: boolean }
  | { action: 'reset' | 'resetAll' | 'remove' | 'removeEarlier' | 'schedule' | 'takeBack' | 'makeOlder' }
  | { action: 'grant'; minutes: number }
  | { action: 'wait'; seconds: number }
  | { action: 'changeExam'; change: { timeLimitMins: number } | { isPracticeExam: boolean } | { isProctored: boolean } }
  | { action: 'setDue'; inSeconds: number | null };

const frequent = <Name extends string>(...names: Name[]) => fc.record({ action: fc.constantFrom(...names) });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ action: fc.constant('create'), startClock: fc.boolean(), onBehalf: fc.boolean() }),
  },
  { weight: 6, arbitrary: frequent(...ACTIONS, ...STAFF_ACTIONS) },
  { weight: 8, arbitrary: frequent('error', 'mark_ready_to_resume') },
  { weight: 6, arbitrary: frequent('reset', 'resetAll', 'remove', 'remove', 'removeEarlier', 'schedule', 'makeOlder') },
  { weight: 6, arbitrary: fc.record({ action: fc.constant('grant'), minutes: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 2, arbitrary: frequent('takeBack') },
  { weight: 4, arbitrary: fc.record({ action: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 3000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant('changeExam'),
      change: fc.oneof(
        fc.record({ timeLimitMins: fc.integer({ min: 1, max: 60 }) }),
        fc.record({ isPracticeExam: fc.boolean() }),
        fc.record({ isProctored: fc.boolean() }),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant('setDue'),
      inSeconds: fc.option(fc.integer({ min: -1000, max: 4000 }), { nil: null }),
    }),
  },
);

const [begin, error, mark]: Step[] = [
  { action: 'create', startClock: true, onBehalf: false },
  { action: 'error' },
  { action: 'mark_ready_to_resume' },
];
/** Rare sequences: a resumption, a practice reset, a grant after the due date was moved. */
const turns: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 8, arbitrary: steps.map(step => [step]) },
  { weight: 2, arbitrary: fc.constant([begin, error, mark, begin] as Step[]) },
  { weight: 1, arbitrary: fc.constant([begin, error, { action: 'reset' }] as Step[]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: -1000, max: 4000 }), fc.integer({ min: 0, max: 60 }))
      .map(([inSeconds, minutes]) => [begin, { action: 'setDue', inSeconds }, { action: 'grant', minutes }] as Step[]),
  },
);

/** The fields that superseding changes and a promotion restores. */
const supersededState = ({ status, isResumable, readyToResume, resumed, timeRemainingSeconds }: Attempt) => ({
  ...{ status, isResumable, readyToResume, resumed, timeRemainingSeconds },
});

class Model {
  private now = new Date().toISOString();
  private granted = 0;
  private readonly beforeSuperseding = new Map<number, ReturnType<typeof supersededState>>();
  private readonly learner: Caller;
  private readonly examId: number;
  private readonly stores: InMemoryStores;
  private readonly ports: InMemoryStores['ports'];

  constructor(stores: InMemoryStores, examId: number) {
    this.stores = stores;
    this.ports = { ...stores.ports, clock: () => this.now };
    this.examId = examId;
    const userId = randomInt(1, 2 ** 40);
    this.learner = aCaller({ userId, username: `learner${userId}`, email: '' });
  }

  async run(step: Step): Promise<void> {
    this.now = laterBy(this.now, step.action === 'wait' ? step.seconds : 1);
    const [before, exam] = [await this.all(), await this.ports.exams.read(this.examId)];
    if (!exam) throw new Error('the exam is gone');
    const current = before.find(({ isCurrent }) => isCurrent);
    const withTimeOut = current && this.withTimeOut(current);
    const isReplaced =
      !withTimeOut || (withTimeOut.createdPractice && !isIncomplete(withTimeOut.status) && !withTimeOut.readyToResume);
    const terms = { exam, additionalSeconds: this.granted * 60, now: this.now };
    const announcedTotal = totalSeconds(isReplaced ? undefined : withTimeOut, terms);
    const grantedBefore = this.granted;
    const isRejected = await this.perform(step, current).then(
      () => false,
      error => {
        if (!(error instanceof DomainError)) throw error;
        return true;
      },
    );
    const after = await this.all();
    const next = after.find(({ isCurrent }) => isCurrent);

    this.expectAlways(before, after, isRejected);
    expect(await this.ports.attempts.readCurrent(this.examId, this.learner.userId)).toEqual(next);
    if (next?.startedAt === this.now)
      expect(next.allowedTimeSeconds, 'announced before the start').toBe(announcedTotal);
    if (current && next?.attemptId === current.attemptId) {
      this.expectEnd(current, next, { difference: (this.granted - grantedBefore) * 60, dueDate: exam.dueDate });
    }
    if (withTimeOut && next && next.attemptId > withTimeOut.attemptId) {
      this.beforeSuperseding.set(withTimeOut.attemptId, supersededState(withTimeOut));
    }
    if (step.action === 'remove' && current && !isRejected) {
      expect(next, 'the newest that is left').toEqual(after.at(-1));
      if (next) expect(supersededState(next)).toEqual(this.beforeSuperseding.get(next.attemptId));
    }
  }

  private all = () => allAttempts(this.stores, this.examId, this.learner.userId);
  private withTimeOut = (attempt: Attempt) => withTimeOutApplied(attempt, NO_PAUSES, this.now, 'submitted');

  private expectAlways(before: Attempt[], after: Attempt[], isRejected: boolean): void {
    expect(after.filter(({ isCurrent }) => isCurrent).length).toBeLessThanOrEqual(1);
    expect(after.filter(attempt => isInProgress(this.withTimeOut(attempt).status)).length).toBeLessThanOrEqual(1);
    for (const attempt of after) {
      const previous = before.find(({ attemptId }) => attemptId === attempt.attemptId);
      if (!previous) continue;
      if (previous.startedAt !== null) expect(attempt.startedAt, 'the clock never restarts').toBe(previous.startedAt);
      if (!isIncomplete(previous.status)) expect(isIncomplete(attempt.status), 'never goes back').toBe(false);
      if (previous.timeRemainingSeconds !== null)
        expect(attempt.timeRemainingSeconds).toBe(previous.timeRemainingSeconds);
      if (isRejected) expect(this.withTimeOut(attempt).status, 'rejected').toBe(this.withTimeOut(previous).status);
    }
  }

  private expectEnd(
    previous: Attempt,
    attempt: Attempt,
    { difference, dueDate }: { difference: number; dueDate: string | null },
  ) {
    const isRunning =
      [this.withTimeOut(previous), attempt].every(({ status }) => isInProgress(status)) && previous.startedAt !== null;
    if (!isRunning) return;
    const [from, to] = [previous, attempt].map(({ startedAt, allowedTimeSeconds }) =>
      laterBy(startedAt ?? '', allowedTimeSeconds ?? 0),
    ) as [string, string];
    const moved = secondsBetween(from, to);
    if (difference >= 0) {
      expect(moved).toBeGreaterThanOrEqual(0);
      expect(moved).toBeLessThanOrEqual(difference);
      if (dueDate === null) expect(moved).toBe(difference);
      else if (moved > 0 && !attempt.createdPractice) expect(to <= dueDate).toBe(true);
    } else {
      expect(moved).toBeLessThanOrEqual(0);
      expect(moved).toBeGreaterThanOrEqual(difference);
      expect(to >= this.now).toBe(true);
    }
  }

  private async perform(step: Step, current: Attempt | undefined): Promise<unknown> {
    const { examId, learner, ports } = this;
    const allowance = { examId, key: ADDITIONAL_TIME };
    switch (step.action) {
      case 'create': {
        const onBehalf = { user: { id: learner.userId, username: learner.username, email: '' } };
        const request = { examId, startClock: step.startClock, attemptProctored: true };
        return createAttempt(ports, step.onBehalf ? STAFF : learner, {
          ...request,
          ...(step.onBehalf && { onBehalf }),
        });
      }
      case 'reset':
        return current && resetPracticeAttempt(ports, learner, current.attemptId);
      case 'resetAll':
        await removeAllAttempts(ports, STAFF, { examId, userId: learner.userId });
        return expect(await this.all()).toEqual([]);
      case 'remove':
        return current && removeAttempt(ports, STAFF, current.attemptId, null);
      case 'removeEarlier': {
        const earlier = (await this.all()).findLast(({ isCurrent }) => !isCurrent);
        return earlier && removeAttempt(ports, STAFF, earlier.attemptId, null);
      }
      case 'schedule':
        return runScheduleOn(ports.schedule, this.now);
      case 'makeOlder':
        return (await this.all()).map(attempt => this.stores.editManually(attempt, NOT_STORED));
      case 'grant':
        await setAllowance(ports, STAFF, { ...allowance, userInfo: learner.userId, value: String(step.minutes) });
        this.granted = step.minutes;
        return;
      case 'takeBack':
        await removeAllowance(ports, STAFF, { ...allowance, userId: learner.userId });
        this.granted = 0;
        return;
      case 'wait':
        return;
      case 'changeExam':
        return changeExam(ports, STAFF, examId, step.change);
      case 'setDue': {
        const dueDate = step.inSeconds === null ? null : laterBy(this.now, step.inSeconds);
        return changeExam(ports, STAFF, examId, { dueDate });
      }
      default: {
        const caller = STAFF_ACTIONS.some(action => action === step.action) ? STAFF : learner;
        return current && actOnAttempt(ports, caller, current.attemptId, step.action);
      }
    }
  }
}

describe('one learner at one exam, after any sequence of actions', () => {
  it('has one current attempt and the announced time, and no grant or removal shortens it otherwise', async () => {
    const sequences = fc.array(turns, { minLength: 4, maxLength: 14 }).map(list => list.flat());
    await fc.assert(
      fc.asyncProperty(fc.boolean(), sequences, async (isPracticeExam, sequence) => {
        const stores = inMemoryStores();
        const model = new Model(stores, await storedExam(stores, { isPracticeExam, timeLimitMins: 30 }));
        for (const step of sequence) await model.run(step);
      }),
      { numRuns: runs(120, 2000) },
    );
  });
});
