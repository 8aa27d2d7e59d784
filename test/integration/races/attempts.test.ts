import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/domain/actors.ts';
import type { Action } from '../../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import type { AttemptRequest } from '../../../src/usecases/attempts/attemptRequest.ts';
import { changeStudentName } from '../../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt, locateForStaff } from '../../../src/usecases/attempts/locateAttempt.ts';
import { removeAllAttempts } from '../../../src/usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../../src/usecases/attempts/resetPracticeAttempt.ts';
import { setExamPaused } from '../../../src/usecases/exams/pauseExam.ts';
import { aCaller, aDelivery, aLearner, newCourseId, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { allAttempts, recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../../support/scenarios/stored.ts';
import { aVendor } from '../../support/vendors.ts';

type Acting = Exclude<Action, 'reset_attempt'>;

/** Concurrent calls: one succeeds, the others are decided on its result. */
describe.each(IMPLEMENTATIONS)('concurrently, $name', ({ open, rounds, atOnce }) => {
  let stores: Implementation;
  let ports: Implementation['ports'];
  let [realId, practiceId] = [0, 0];
  beforeAll(async () => {
    stores = await open();
    ports = stores.ports;
    [realId, practiceId] = [await storedExam(stores), await storedExam(stores, { isPracticeExam: true })];
  });

  const create = (
    learner: Caller,
    examId: number,
    startClock = false,
    portOverrides: Partial<Implementation['ports']> = {},
  ) => createAttempt({ ...ports, ...portOverrides }, learner, { examId, startClock, attemptProctored: true });
  const onBehalf = ({ userId: id, username, email }: Caller, overrides: AttemptRequest['onBehalf'] = {}) => ({
    onBehalf: { user: { id, username, email }, ...overrides },
  });
  const act = (caller: Caller, { attemptId }: Attempt, action: Acting) =>
    actOnAttempt(ports, caller, attemptId, action);
  const remove = ({ attemptId }: Pick<Attempt, 'attemptId'>) => removeAttempt(ports, STAFF, attemptId, null);
  const read = ({ attemptId }: Attempt) => ports.attempts.read(attemptId);
  const currentOf = ({ userId }: Caller, examId: number) => ports.attempts.readCurrent(examId, userId);
  const all = ({ userId }: Caller, examId: number) => allAttempts(stores, examId, userId);
  const repeated = async (times: number, round: () => Promise<void>) => {
    for (let count = 0; count < times; count++) await round();
  };

  describe('a pause of the exam', () => {
    const pausing = async (examId: number) => {
      const setPaused = (isPaused: boolean) => setExamPaused(ports, STAFF, examId, isPaused);
      const { vendors, requests } = aVendor(async () => {
        if (requests.length === 1) await setPaused(true);
        return {};
      });
      return { vendors, requests, setPaused };
    };

    it('written while the vendor registers an attempt: none is created until it ends, and then none registered again', async () => {
      const [learner, examId] = [aLearner(), await storedExam(stores)];
      const { vendors, requests, setPaused } = await pausing(examId);
      await expect(create(learner, examId, true, { vendors })).rejects.toMatchObject({ code: 'exam_paused' });
      expect(await all(learner, examId)).toEqual([]);
      await setPaused(false);
      const attempt = await create(learner, examId, true, { vendors });
      expect(attempt).toMatchObject({ status: 'started', attemptCode: requests[0]?.attemptCode });
      expect(requests).toHaveLength(1);
    });

    it('written while the vendor registers the attempt of a practice reset: the reset changes nothing', async () => {
      const [learner, examId] = [aLearner(), await storedExam(stores, { isPracticeExam: true })];
      const first = await act(learner, await create(learner, examId, true), 'error');
      const { vendors } = await pausing(examId);
      const reset = resetPracticeAttempt({ ...ports, vendors }, learner, first.attemptId);
      await expect(reset).rejects.toMatchObject({ code: 'exam_paused' });
      expect(await all(learner, examId)).toEqual([first]);
    });

    it('written before the exam of a start is read: the attempt is not started', async () => {
      const [learner, examId] = [aLearner(), await storedExam(stores)];
      const { attemptId } = await create(learner, examId);
      const read: typeof ports.attempts.read = async id => {
        const attempt = await ports.attempts.read(id);
        await setExamPaused(ports, STAFF, examId, true);
        return attempt;
      };
      const start = actOnAttempt({ ...ports, attempts: { ...ports.attempts, read } }, learner, attemptId, 'start');
      await expect(start).rejects.toMatchObject({ code: 'exam_paused' });
      expect(await ports.attempts.read(attemptId)).toMatchObject({ status: 'created', startedAt: null });
    });
  });

  describe('creations', () => {
    const creations = atOnce(10, 50);

    it('of many for one learner and exam: one is stored', async () => {
      const learner = aLearner();
      const request = { examId: realId, startClock: false, attemptProctored: true, ...onBehalf(learner) };
      const outcomes = await Promise.allSettled(
        Array.from({ length: creations }, () => createAttempt(ports, STAFF, request)),
      );
      const rejected = outcomes.filter(outcome => outcome.status === 'rejected');
      expect(rejected).toHaveLength(creations - 1);
      for (const { reason } of rejected) expect(reason).toMatchObject({ code: 'attempt_already_exists' });
      expect(await all(learner, realId)).toHaveLength(1);
    });

    it('of many that are registered with a vendor: one is registered and stored', async () => {
      const learner = aLearner();
      const { vendors, requests } = aVendor(() => new Promise(resolve => setTimeout(() => resolve({}), 300)));
      const outcomes = await Promise.allSettled(
        Array.from({ length: creations }, () => create(learner, realId, false, { vendors })),
      );
      const stored = outcomes.filter(outcome => outcome.status === 'fulfilled').map(outcome => outcome.value);
      expect(stored.map(attempt => attempt.externalId)).toEqual([(await currentOf(learner, realId))?.externalId]);
      expect(requests).toHaveLength(1);
      const rejected = outcomes.filter(outcome => outcome.status === 'rejected').map(outcome => outcome.reason.code);
      expect(new Set(rejected)).toEqual(new Set(['attempt_already_exists']));
    });

    it('of several after an attempt that is ready to resume: one resumes it', async () => {
      await repeated(rounds / 4, async () => {
        const learner = aLearner();
        const interrupted = await create(learner, realId, true);
        await act(learner, interrupted, 'error');
        await act(STAFF, interrupted, 'mark_ready_to_resume');
        const outcomes = await Promise.allSettled(Array.from({ length: atOnce(4, 10) }, () => create(learner, realId)));
        const rejected = outcomes.filter(outcome => outcome.status === 'rejected').map(outcome => outcome.reason.code);
        expect(rejected).toEqual(Array(outcomes.length - 1).fill('attempt_already_exists'));
        expect(await all(learner, realId)).toHaveLength(2);
      });
    });

    it.each([false, true])('of five practice attempts: one, in progress (registered: %s)', async isRegistered => {
      const learner = aLearner();
      const { vendors, requests } = aVendor();
      const attempts = await Promise.all(
        Array.from({ length: 5 }, () => create(learner, practiceId, true, isRegistered ? { vendors } : {})),
      );
      expect(new Set(attempts.map(({ attemptId }) => attemptId)).size).toBe(1);
      expect(await all(learner, practiceId)).toMatchObject([{ status: 'started', isCurrent: true }]);
      expect(requests).toHaveLength(isRegistered ? 1 : 0);
      await create(learner, practiceId, true, { vendors });
      expect(requests).toHaveLength(isRegistered ? 1 : 0);
    });

    it('and the submission of a practice attempt: one is current, and at most one in progress', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const first = await create(learner, practiceId);
        const [created] = await Promise.all([create(learner, practiceId, true), act(learner, first, 'submit')]);
        const attempts = await all(learner, practiceId);
        const current = attempts.filter(({ isCurrent }) => isCurrent).map(({ attemptId }) => attemptId);
        expect(current).toEqual([created.attemptId]);
        expect(attempts.find(({ attemptId }) => attemptId === first.attemptId)?.status).toBe('submitted');
      });
    });
  });

  describe('changes of an attempt', () => {
    it.each([
      ['start', 'submit', ['submitted']],
      ['stop', 'submit', ['submitted']],
      ['submit', 'error', ['submitted', 'error']],
      ['submit', 'decline', ['submitted', 'declined']],
    ] as [Acting, Acting, string[]][])('%s and %s', async (firstChange, secondChange, ends) => {
      await repeated(rounds, async () => {
        const attempt = await storedAttempt(stores, await storedExam(stores, { courseId: randomUUID() }));
        const learner = aCaller({ userId: attempt.user.id });
        const outcomes = await Promise.allSettled([
          act(learner, attempt, firstChange),
          act(learner, attempt, secondChange),
        ]);
        const after = await read(attempt);
        expect(ends).toContain(after?.status);
        // Every write raises the version; a repeated submit or an error after it writes nothing.
        expect(after?.version).toBeGreaterThan(1);
        expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
        for (const rejected of outcomes.filter(outcome => outcome.status === 'rejected')) {
          expect(rejected.reason.code).toMatch(/^(illegal_status_transition|attempt_already_started)$/);
        }
      });
    });

    it('verify and reject by staff: both happen, one after the other', async () => {
      const learner = aLearner();
      const attempt = await act(learner, await create(learner, realId), 'submit');
      const [verified, rejected] = await Promise.all([act(STAFF, attempt, 'verify'), act(STAFF, attempt, 'reject')]);
      expect([verified.version, rejected.version].sort()).toEqual([3, 4]);
    });

    it('many name changes and a submission: none is lost', async () => {
      const learner = aLearner();
      const attempt = await create(learner, realId);
      const names = Array.from({ length: atOnce(4, 15) }, (_, index) => `Name ${index}`);
      await Promise.all([
        ...names.map(name => changeStudentName(ports, STAFF, attempt.attemptId, name)),
        act(learner, attempt, 'submit'),
      ]);
      const after = await read(attempt);
      expect(after).toMatchObject({ status: 'submitted', version: names.length + 2 });
      expect(names).toContain(after?.studentName);
    });

    it('simultaneous starts: one wins', async () => {
      const learner = aLearner();
      const attempt = await create(learner, realId);
      const outcomes = await Promise.allSettled(
        Array.from({ length: atOnce(5, 20) }, () => act(learner, attempt, 'start')),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await read(attempt)).toMatchObject({ status: 'started', version: 2 });
    });
  });

  describe('removals', () => {
    it('of one attempt: one succeeds', async () => {
      const attempt = await create(aLearner(), realId);
      const outcomes = await Promise.allSettled(Array.from({ length: atOnce(4, 10) }, () => remove(attempt)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('leave no moment in which the attempt cannot be located', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const { attemptId, attemptCode } = await act(learner, await create(learner, realId), 'start');
        const removal = remove({ attemptId });
        const lookups = await Promise.all(
          Array.from({ length: atOnce(5, 10) }, () => locateAttempt(ports, attemptCode)),
        );
        await removal;
        // Without its tombstone the attempt would be found as it was created.
        for (const { attempt } of [...lookups, await locateAttempt(ports, attemptCode)]) {
          expect(attempt).toMatchObject({ attemptId, status: 'started' });
        }
      });
    });

    /** An attempt that ended in an error, and its resumption. */
    const resumedOnce = async (learner: Caller): Promise<[Attempt, Attempt]> => {
      const first = await create(learner, realId, true);
      await act(learner, first, 'error');
      const ready = await act(STAFF, first, 'mark_ready_to_resume');
      return [ready, await create(learner, realId, true)];
    };

    it('of the current attempt and the previous one: neither is left', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const [first, second] = await resumedOnce(learner);
        await Promise.all([remove(second), remove(first)]);
        expect(await currentOf(learner, realId)).toBeUndefined();
        expect((await create(learner, realId, true)).status).toBe('started');
      });
    });

    it('of the current attempt, twice, and a creation: one resumes the promoted attempt', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const [first, second] = await resumedOnce(learner);
        const [, , created] = await Promise.allSettled([remove(second), remove(second), create(learner, realId, true)]);
        const resuming = created.status === 'fulfilled' ? created.value : await create(learner, realId, true);
        expect(await currentOf(learner, realId)).toEqual(resuming);
        expect(resuming.previousAttemptId).toBe(first.attemptId);
        expect(await read(first)).toMatchObject({ resumed: true, readyToResume: false, isCurrent: false });
      });
    });

    it.each(['attemptCode', 'externalId'] as const)(
      'and a creation in another course with the same %s: that course never gets it',
      async field => {
        const [ownCourse, otherCourse] = [randomUUID(), randomUUID()];
        const [ownExam, otherExam] = [
          await storedExam(stores, { courseId: ownCourse }),
          await storedExam(stores, { courseId: otherCourse }),
        ];
        const staffOf = (courseId: string) => aCaller({ userId: 12, courseStaff: [courseId] });
        await repeated(rounds, async () => {
          const first = await storedAttempt(stores, ownExam);
          const request = { examId: otherExam, startClock: false, attemptProctored: true };
          const [, creation] = await Promise.allSettled([
            remove(first),
            createAttempt(ports, staffOf(otherCourse), {
              ...request,
              ...onBehalf(aLearner(), { [field]: first[field] }),
            }),
          ]);
          const code = field === 'attemptCode' ? 'attempt_code_in_use' : 'external_id_in_use';
          expect(creation).toMatchObject({ status: 'rejected', reason: { code } });
          const lookup = await locateForStaff(ports, staffOf(ownCourse), first.attemptCode);
          expect(lookup.attempt.attemptId).toBe(first.attemptId);
        });
      },
    );
  });

  describe('resets', () => {
    const reset = (learner: Caller, { attemptId }: Attempt) => resetPracticeAttempt(ports, learner, attemptId);
    const resetAll = ({ userId }: Caller) => removeAllAttempts(ports, STAFF, { examId: practiceId, userId });
    /** A practice attempt with an external id. */
    const reviewable = async (learner: Caller) => {
      const request = { examId: practiceId, startClock: false, attemptProctored: true };
      const fields = onBehalf(learner, { externalId: randomUUID() });
      const attempt = await createAttempt(ports, STAFF, { ...request, ...fields });
      return {
        attempt,
        delivery: aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId }),
      };
    };

    it('of a practice attempt: one new attempt', async () => {
      const learner = aLearner();
      const previous = await act(learner, await create(learner, practiceId), 'submit');
      const outcomes = await Promise.allSettled(Array.from({ length: atOnce(4, 10) }, () => reset(learner, previous)));
      expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await all(learner, practiceId)).toHaveLength(1);
    });

    it('of a practice attempt and its review: both or one of them, never a half', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const { attempt, delivery } = await reviewable(learner);
        await act(learner, attempt, 'submit');
        const [replacement, review] = await Promise.allSettled([
          reset(learner, attempt),
          recordAsVendor(ports, SETTINGS, delivery),
        ]);
        expect(review.status).toBe('fulfilled');
        const attempts = await all(learner, practiceId);
        // Verified first, it cannot be reset any more; reset first, the review is for an archived attempt.
        if (replacement.status === 'fulfilled') expect(attempts).toEqual([replacement.value]);
        else expect(attempts.map(attempt => attempt.status)).toEqual(['verified']);
      });
    });

    it('of all attempts and a review: the review is stored, the attempt removed', async () => {
      await repeated(rounds, async () => {
        const learner = aLearner();
        const { attempt, delivery } = await reviewable(learner);
        await Promise.all([resetAll(learner), recordAsVendor(ports, SETTINGS, delivery)]);
        expect(await all(learner, practiceId)).toEqual([]);
        expect(await ports.reviewReader.readVersions(attempt.attemptCode)).toHaveLength(1);
      });
    });
  });

  describe('a decline with its cascade', () => {
    const twoExams = async (overrides: Partial<Exam> = {}) => {
      const courseId = newCourseId();
      return [
        await storedExam(stores, { courseId, ...overrides }),
        await storedExam(stores, { courseId, ...overrides }),
      ] as const;
    };

    it('and a creation: the learner ends with one attempt at the other exam, and it is declined', async () => {
      await repeated(rounds, async () => {
        const [learner, [first, second]] = [aLearner(), await twoExams()];
        const attempt = await create(learner, first);
        const [, created] = await Promise.allSettled([act(learner, attempt, 'decline'), create(learner, second)]);
        expect((await all(learner, second)).map(attempt => attempt.status)).toEqual(['declined']);
        if (created.status === 'rejected') expect(created.reason).toMatchObject({ code: 'attempt_already_exists' });
      });
    });

    it('and the removal of the other attempt: it stays removed', async () => {
      await repeated(rounds, async () => {
        const [learner, [first, second]] = [aLearner(), await twoExams()];
        const [attempt, other] = [await create(learner, first), await create(learner, second)];
        await Promise.all([act(learner, attempt, 'decline'), remove(other)]);
        expect(await read(other)).toBeUndefined();
      });
    });
  });
});
