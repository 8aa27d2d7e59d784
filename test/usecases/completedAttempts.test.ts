import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { type AttemptStatus, COMPLETED, isIncomplete } from '../../src/domain/attempts/status.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { finishCascade } from '../../src/usecases/attempts/declineCascade.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { launchAttempt, markReady } from '../../src/usecases/attempts/vendorCallbacks.ts';
import { aDelivery, aLearner, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { runs } from '../support/runs.ts';
import { allAttempts, attemptRequest, recordAsVendor, SETTINGS, storedExam } from '../support/scenarios/stored.ts';
import { runScheduleOn } from '../support/scheduleRun.ts';

const LEARNER_ACTIONS = ['start', 'stop', 'submit', 'error', 'click_download_software', 'decline'] as const;
const STAFF_ACTIONS = ['verify', 'reject', 'mark_ready_to_resume'] as const;
const OTHER_STEPS = [
  ...(['create', 'createUnproctored', 'reset', 'remove', 'timeOut'] as const),
  ...(['ready', 'launch', 'review', 'finishCascade'] as const),
] as const;
type StepName = (typeof LEARNER_ACTIONS | typeof STAFF_ACTIONS | typeof OTHER_STEPS)[number];

interface Step {
  name: StepName;
  /** The index of the exam: the course has a practice exam and two real ones. */
  exam: number;
  /** The attempt at the exam, counted from the newest. */
  age: number;
  /** The status that a review sets. */
  outcome: AttemptStatus;
}

const stepOf = (name: StepName, exam = 0): Step => ({ name, exam, age: 0, outcome: 'verified' });
const anyExam = fc.constantFrom(0, 0, 0, 1, 2);
const singleStep = (...names: StepName[]): fc.Arbitrary<Step[]> =>
  fc
    .record({
      name: fc.constantFrom(...names),
      exam: anyExam,
      age: fc.constantFrom(0, 0, 0, 1, 2),
      outcome: fc.constantFrom(...COMPLETED),
    })
    .map(step => [step]);
/** Single steps, and sequences that leave a completed, an inactive or a restored attempt. */
const turns: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 4, arbitrary: singleStep(...LEARNER_ACTIONS, ...STAFF_ACTIONS, ...OTHER_STEPS) },
  { weight: 4, arbitrary: singleStep('review', 'verify', 'reject', 'decline', 'remove') },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<StepName[]>('submit', 'error', 'decline', 'verify'), anyExam)
      .map(([end, exam]) => [stepOf('create', exam), stepOf('start', exam), stepOf(end, exam)]),
  },
  { weight: 1, arbitrary: fc.constant([stepOf('create'), stepOf('error'), stepOf('reset')]) },
  { weight: 1, arbitrary: fc.constant([stepOf('create'), stepOf('error'), stepOf('reset'), stepOf('remove')]) },
);

/** The exceptions: a reset makes a completed attempt inactive, and these steps make it a completed one again. */
const INACTIVATING: readonly StepName[] = ['reset'];
const REACTIVATING: readonly StepName[] = ['remove', 'decline', 'review'];

/** One learner in one course. */
class Model {
  private readonly stores = inMemoryStores();
  private readonly learner = aLearner();
  private readonly examIds: number[] = [];

  async addExams(): Promise<void> {
    const courseId = newCourseId();
    for (const isPracticeExam of [true, false, false]) {
      this.examIds.push(await storedExam(this.stores, { courseId, isPracticeExam }));
    }
  }

  /** The status of each attempt at any exam. */
  async statuses(): Promise<Map<number, AttemptStatus>> {
    const attempts = await Promise.all(this.examIds.map(examId => this.attemptsAt(examId)));
    return new Map(attempts.flat().map(({ attemptId, status }) => [attemptId, status]));
  }

  /** A step that is rejected changes nothing. */
  async perform(step: Step): Promise<void> {
    await this.attempt(step).catch(error => {
      if (!(error instanceof DomainError)) throw error;
    });
  }

  private attemptsAt(examId = 0): Promise<Attempt[]> {
    return allAttempts(this.stores, examId, this.learner.userId);
  }

  private async attempt({ name, exam, age, outcome }: Step): Promise<unknown> {
    const { ports } = this.stores;
    const examId = this.examIds[exam] ?? 0;
    switch (name) {
      case 'create': {
        const user = { id: this.learner.userId, username: this.learner.username, email: '' };
        return createAttempt(ports, STAFF, attemptRequest(examId, { onBehalf: { user, externalId: randomUUID() } }));
      }
      case 'createUnproctored':
        return createAttempt(ports, this.learner, attemptRequest(examId, { attemptProctored: false }));
      case 'timeOut':
        return runScheduleOn(ports.schedule, laterBy(ports.clock(), 6000), {
          finishCascade: attemptId => finishCascade(ports, attemptId),
        });
      default: {
        const attempt = (await this.attemptsAt(examId)).at(-1 - age);
        return attempt && this.change(attempt, name, outcome);
      }
    }
  }

  private async change(
    { attemptId, attemptCode, externalId }: Attempt,
    name: Exclude<StepName, 'create' | 'createUnproctored' | 'timeOut'>,
    outcome: AttemptStatus,
  ): Promise<unknown> {
    const { ports } = this.stores;
    switch (name) {
      case 'reset':
        return resetPracticeAttempt(ports, this.learner, attemptId);
      case 'remove':
        return removeAttempt(ports, STAFF, attemptId, null);
      case 'ready':
        return markReady(ports, STAFF, externalId ?? 'none', 'software_secure');
      case 'launch':
        return launchAttempt(ports, attemptCode, { usesLaunch: () => true, defaultBackend: 'software_secure' });
      case 'review': {
        const settings = { ...SETTINGS, outcomes: { Clean: outcome }, allowReviewUpdates: true };
        return recordAsVendor(ports, settings, aDelivery({ attemptCode, recordLocator: externalId ?? 'none' }));
      }
      case 'finishCascade':
        return finishCascade(ports, attemptId);
      case 'verify':
      case 'reject':
      case 'mark_ready_to_resume':
        return actOnAttempt(ports, STAFF, attemptId, name);
      default:
        return actOnAttempt(ports, this.learner, attemptId, name);
    }
  }
}

const classOf = (status: AttemptStatus): 'incomplete' | 'completed' | 'inactive' => {
  if (isIncomplete(status)) return 'incomplete';
  return COMPLETED.some(candidate => candidate === status) ? 'completed' : 'inactive';
};

/** Checks the change of one attempt that was not incomplete before the step. */
function expectNoReturn(step: Step, from: AttemptStatus, to: AttemptStatus): void {
  const change = `${step.name}: ${from} → ${to}`;
  expect(classOf(to), change).not.toBe('incomplete');
  if (classOf(from) === classOf(to)) return;
  expect(classOf(from) === 'completed' ? INACTIVATING : REACTIVATING, change).toContain(step.name);
}

/** The status changes of attempts that were not incomplete before. */
function changesOf(before: ReadonlyMap<number, AttemptStatus>, after: ReadonlyMap<number, AttemptStatus>) {
  return [...after].flatMap(([attemptId, to]) => {
    const from = before.get(attemptId);
    return from === undefined || from === to || isIncomplete(from) ? [] : [[from, to] as const];
  });
}

describe('a completed attempt', () => {
  it('never goes back, by any action, vendor event, review, cascade, time-out or removal of a later attempt', async () => {
    const observed = new Set<StepName>();
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 5, maxLength: 12 }), async sequence => {
        const model = new Model();
        await model.addExams();
        for (const step of sequence.flat()) {
          const before = await model.statuses();
          await model.perform(step);
          const changes = changesOf(before, await model.statuses());
          for (const [from, to] of changes) expectNoReturn(step, from, to);
          if (changes.length > 0) observed.add(step.name);
        }
      }),
      { numRuns: runs(90, 1500) },
    );
    expect([...observed]).toEqual(expect.arrayContaining(['reset', 'remove', 'review', 'verify']));
  });
});
