import { beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ReviewSettings } from '../../src/domain/reviews/verdict.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { softwareSecureOutcomes } from '../../src/vendors/softwareSecure/outcomes.ts';
import { aCaller, aDelivery, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** Reviews with the outcomes `error`, after which the attempt can be resumed, and `second_review_required`. */
const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

const EDX: ReviewSettings = {
  ...SETTINGS,
  outcomes: { ...softwareSecureOutcomes.edx, 'Rules Violation': 'rejected' },
  finalReviews: { supportsOnboarding: false },
};

const later = (from: string | null, seconds: number) => laterBy(from ?? '', seconds);

async function setUp(onBehalf = {}) {
  const attempt = await storedAttempt(stores, examId, onBehalf);
  const learner = aCaller({ userId: attempt.user.id });
  return {
    attempt,
    learner,
    act: (action: Exclude<Action, 'reset_attempt'>, at?: string, caller = learner) =>
      actOnAttempt({ ...stores.ports, ...(at && { clock: () => at }) }, caller, attempt.attemptId, action),
    review: (at?: string, overrides = {}, settings = EDX) =>
      recordAsVendor(
        { ...stores.ports, ...(at && { clock: () => at }) },
        settings,
        aDelivery({
          attemptCode: attempt.attemptCode,
          recordLocator: attempt.externalId,
          reviewStatus: 'Not Reviewed',
          ...overrides,
        }),
      ),
    read: async (): Promise<Attempt> =>
      (await stores.ports.attempts.read(attempt.attemptId)) ?? expect.fail('the attempt is gone'),
  };
}

describe('an attempt set to submitted by a review, as a configuration can have it', () => {
  it.each([
    ['that is in progress is completed by it', 3000, 3000],
    ['whose time was up is completed at its end', 9000, 5400],
  ])('%s', async (_case, reviewedAfter, completedAfter) => {
    const { act, review, read } = await setUp();
    const { startedAt } = await act('start');
    const settings = { ...EDX, outcomes: { ...EDX.outcomes, 'Not Reviewed': 'submitted' as const } };
    await review(later(startedAt, reviewedAfter), {}, settings);
    expect(await read()).toMatchObject({ status: 'submitted', completedAt: later(startedAt, completedAfter) });
  });
});

describe('an attempt set to error by a review', () => {
  it('has the remaining time of its submission, and is resumed with it', async () => {
    const { attempt, learner, act, review, read } = await setUp();
    const { startedAt } = await act('start');
    await act('submit', later(startedAt, 1000));
    await review(later(startedAt, 9000));
    expect(await read()).toMatchObject({
      status: 'error',
      isResumable: true,
      timeRemainingSeconds: 4400,
      completedAt: later(startedAt, 1000),
    });
    await act('mark_ready_to_resume', undefined, STAFF);
    const request = { examId, startClock: true, attemptProctored: true };
    const resumed = await createAttempt(stores.ports, learner, request);
    expect(resumed).toMatchObject({ allowedTimeSeconds: 4400, hasPreviousAttempt: true });
    expect(resumed.attemptId).not.toBe(attempt.attemptId);
  });

  it('that was never started has the whole time', async () => {
    const created = await setUp();
    await created.review();
    expect(await created.read()).toMatchObject({ status: 'error', isResumable: true, timeRemainingSeconds: null });
    const prescribed = await setUp({ allowedTimeSeconds: 600 });
    await prescribed.review();
    expect(await prescribed.read()).toMatchObject({ isResumable: true, timeRemainingSeconds: 600 });
  });

  it('that is running has the remaining time', async () => {
    const { act, review, read } = await setUp();
    const { startedAt } = await act('start');
    await review(later(startedAt, 400));
    expect(await read()).toMatchObject({ status: 'error', isResumable: true, timeRemainingSeconds: 5000 });
  });

  it('whose time was over has no remaining time', async () => {
    const { act, review, read } = await setUp();
    const { startedAt } = await act('start');
    await act('verify', later(startedAt, 6000), STAFF);
    await review(later(startedAt, 9000));
    expect(await read()).toMatchObject({ status: 'error', isResumable: true, timeRemainingSeconds: 0 });
  });

  it('that had ended in an error keeps its remaining time', async () => {
    const { act, review, read } = await setUp();
    const { startedAt } = await act('start');
    await act('error', later(startedAt, 100));
    await review(later(startedAt, 200));
    expect(await read()).toMatchObject({ status: 'error', isResumable: true, timeRemainingSeconds: 5300 });
  });

  it('that was resumed already cannot be resumed again', async () => {
    const { learner, act, review, read } = await setUp();
    await act('start');
    await act('error');
    await act('mark_ready_to_resume', undefined, STAFF);
    await createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored: true });
    await review();
    expect(await read()).toMatchObject({ status: 'error', isResumable: false, resumed: true });
  });

  it('keeps its state once it is removed', async () => {
    const { attempt, review } = await setUp();
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await review()).toMatchObject({ outcome: 'stored', isArchived: true });
  });

  it('is not made resumable by any other verdict', async () => {
    const { review, read } = await setUp();
    await review(undefined, { reviewStatus: 'Clean' });
    expect(await read()).toMatchObject({ status: 'verified', isResumable: false });
  });
});

describe('a review that requires a second one', () => {
  const suspicious = { reviewStatus: 'Suspicious' };

  it('rejects if it is the second review itself', async () => {
    const { review, read } = await setUp();
    await review(undefined, { ...suspicious, isSecondReview: true });
    expect((await read()).status).toBe('rejected');
  });

  it.each([
    ['an onboarding attempt', 'rejected', { isSampleAttempt: true }, true],
    ['a practice attempt where there is no onboarding', 'second_review_required', { isSampleAttempt: true }, false],
    ['a real attempt', 'second_review_required', {}, true],
  ])('of %s sets %s', async (_case, status, onBehalf, supportsOnboarding) => {
    const { review, read } = await setUp(onBehalf);
    await review(undefined, suspicious, { ...EDX, finalReviews: { supportsOnboarding } });
    expect((await read()).status).toBe(status);
  });

  it('sets second_review_required with a configured table of outcomes', async () => {
    const { review, read } = await setUp();
    await review(undefined, { ...suspicious, isSecondReview: true }, { ...EDX, finalReviews: undefined });
    expect((await read()).status).toBe('second_review_required');
  });
});
