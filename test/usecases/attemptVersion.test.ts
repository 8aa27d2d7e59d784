import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { AttemptChanged } from '../../src/domain/attempts/attemptChanged.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, aLearner, anExam, COURSE, NOW, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { deliveryFor } from '../support/scenarios/reviews.ts';
import { recordAsVendor, SETTINGS } from '../support/scenarios/stored.ts';
import { attemptEndingAt, runScheduleOn } from '../support/scheduleRun.ts';

/** `ifVersion`: the version of the attempt that the caller has seen. */
const stores = inMemoryStores();
let examId: number;
let practiceId: number;
beforeAll(async () => {
  const newExam = (isPracticeExam: boolean) =>
    createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), isPracticeExam }));
  [examId, practiceId] = await Promise.all([newExam(false), newExam(true)]);
});

const OTHER_STAFF = aCaller({ userId: 901, courseStaff: [COURSE] });
const portsAt = (at?: string) => (at ? { ...stores.ports, clock: () => at } : stores.ports);
const read = ({ attemptId }: Attempt) => stores.ports.attempts.read(attemptId);
const shown = async ({ attemptId }: Attempt, at: string) => (await readAttempt(portsAt(at), STAFF, attemptId)).attempt;

type Change = (caller: Caller, attempt: Attempt, ifVersion?: number, at?: string) => Promise<unknown>;
const action =
  (name: 'verify' | 'reject' | 'submit'): Change =>
  (caller, { attemptId }, ifVersion, at) =>
    actOnAttempt(portsAt(at), caller, attemptId, name, { ifVersion });
const verify = action('verify');
const remove: Change = (caller, { attemptId }, ifVersion, at) =>
  removeAttempt(portsAt(at), caller, attemptId, null, { ifVersion });
const reset: Change = (_caller, { attemptId, user }, ifVersion, at) =>
  resetPracticeAttempt(portsAt(at), aCaller({ userId: user.id }), attemptId, { ifVersion });

/** A submitted attempt, of version 2. */
async function submitted(exam = examId): Promise<Attempt> {
  const learner = aLearner();
  const request = { examId: exam, startClock: false, attemptProctored: true };
  const { attemptId } = await createAttempt(stores.ports, learner, request);
  return actOnAttempt(stores.ports, learner, attemptId, 'submit');
}

const CHANGES: [string, Change, () => Promise<Attempt>][] = [
  ['an action', verify, submitted],
  ['a removal', remove, submitted],
  ['a practice reset', reset, () => submitted(practiceId)],
];

describe.each(CHANGES)('%s', (_name, change, attemptToChange) => {
  it('is carried out on the version that the caller has seen, and without one on any', async () => {
    for (const ifVersion of [2, undefined]) {
      const attempt = await attemptToChange();
      await change(STAFF, attempt, ifVersion);
      expect(await read(attempt)).not.toEqual(attempt);
    }
  });

  it.each([0, 1, 3])('changes nothing on another version (%i), and shows the attempt as it is now', async ifVersion => {
    const attempt = await attemptToChange();
    const rejected = change(STAFF, attempt, ifVersion);
    await expect(rejected).rejects.toBeInstanceOf(AttemptChanged);
    await expect(rejected).rejects.toMatchObject({ code: 'attempt_changed', attempt });
    expect(await read(attempt)).toEqual(attempt);
  });
});

describe('two staff members who have seen the same version', () => {
  it.each([
    ['verify and reject', [verify, action('reject')]],
    ['reject and remove', [action('reject'), remove]],
    ['verify twice', [verify, verify]],
  ])('change the attempt once: %s', async (_case, changes) => {
    const attempt = await submitted();
    const outcomes = await Promise.allSettled(
      changes.map((change, index) => change(index ? OTHER_STAFF : STAFF, attempt, attempt.version)),
    );
    const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(failures).toEqual([expect.stringMatching(/^attempt_(?:changed|does_not_exist)$/)]);
  });

  it('see what the first did before the state forbids it', async () => {
    const attempt = await submitted();
    await actOnAttempt(stores.ports, STAFF, attempt.attemptId, 'reject');
    const late = actOnAttempt(stores.ports, OTHER_STAFF, attempt.attemptId, 'mark_ready_to_resume', { ifVersion: 2 });
    await expect(late).rejects.toMatchObject({ attempt: { status: 'rejected', lastChange: { by: { userId: 900 } } } });
  });
});

describe('callers without the right', () => {
  it.each([
    ['the learner', (attempt: Attempt) => aCaller({ userId: attempt.user.id })],
    ['another learner', () => aLearner()],
    [
      'staff of the course, of themselves',
      (attempt: Attempt) => aCaller({ userId: attempt.user.id, courseStaff: [COURSE] }),
    ],
    ['staff of another course', () => aLearner({ courseStaff: ['course-v1:Other+1+2'] })],
  ])('learn nothing of the attempt by a wrong version: %s', async (_name, callerOf) => {
    const attempt = await submitted();
    for (const change of [verify, remove]) {
      await expect(change(callerOf(attempt), attempt, 77)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('an attempt whose time is up', () => {
  const LATER = laterBy(NOW, 60);
  const changes: [string, Change][] = CHANGES.slice(0, 2).map(([name, change]) => [name, change]);

  it.each(changes)('has the version that reads show, before and after the sweep: %s', async (_name, change) => {
    for (const isSwept of [false, true]) {
      const attempt = await attemptEndingAt(stores, examId, NOW);
      const { version } = await shown(attempt, LATER);
      if (isSwept) await runScheduleOn(stores.ports.schedule, LATER);
      await change(STAFF, attempt, version, LATER);
      expect((await read(attempt))?.status).not.toBe('submitted');
    }
  });

  it.each(changes)('is not the one that was in progress: %s', async (_name, change) => {
    const attempt = await attemptEndingAt(stores, examId, NOW);
    const rejected = change(STAFF, attempt, attempt.version, LATER);
    await expect(rejected).rejects.toMatchObject({ attempt: { status: 'submitted', version: attempt.version + 1 } });
  });

  it.each([
    [
      'a review',
      (attempt: Attempt) => recordAsVendor(stores.ports, SETTINGS, deliveryFor(attempt, { reviewStatus: 'Clean' })),
    ],
    ['another name', ({ attemptId }: Attempt) => changeStudentName(stores.ports, STAFF, attemptId, 'Ada King')],
  ])('is another one after %s, which did not close it first', async (_name, write) => {
    const attempt = await attemptEndingAt(stores, examId, NOW);
    const { version } = await shown(attempt, LATER);
    await write(attempt);
    await expect(verify(STAFF, attempt, version, LATER)).rejects.toBeInstanceOf(AttemptChanged);
  });
});
