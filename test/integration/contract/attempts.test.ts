import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import { type Attempt, type Removal, withChange } from '../../../src/domain/attempts/attempt.ts';
import { anonymiseAttempt } from '../../../src/domain/privacy/personalData.ts';
import type { CreateOptions } from '../../../src/usecases/ports/attemptStore.ts';
import { anAllowance, anAttempt, anExam, NOW, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

const BY = { role: 'staff', userId: STAFF.userId } as const;
const REMOVAL: Removal = { at: NOW, by: BY, reason: 'asked for it' };
const FREE: CreateOptions = { staleOwners: [] };

describe.each(IMPLEMENTATIONS)('attempts $name', ({ open }) => {
  let stores: Implementation;
  let attempts: Implementation['ports']['attempts'];
  let directory: Implementation['ports']['directory'];
  beforeAll(async () => {
    stores = await open();
    ({ attempts, directory } = stores.ports);
  });

  const changed = (attempt: Attempt, change: Partial<Attempt> = {}) =>
    withChange(attempt, change, { now: NOW, by: BY });
  const toSuperseded = (attempt: Attempt) => changed(attempt, { isCurrent: false });
  const create = async (overrides: Partial<Attempt> = {}, options = FREE) => {
    const attempt = anAttempt(overrides);
    expect(await attempts.create(attempt, options)).toEqual({ stored: true });
    return attempt;
  };
  /** Another attempt of the learner at the exam. */
  const nextAttempt = ({ examId, user, attemptId }: Attempt, overrides: Partial<Attempt> = {}) =>
    anAttempt({ examId, user, attemptId: attemptId + randomInt(1, 1000), ...overrides });
  /** A number of attempts of one learner at one exam, the last one current. */
  const severalAttempts = async (count: number) => {
    const all = [await create()];
    while (all.length < count) {
      const last = all.at(-1) as Attempt;
      const attempt = nextAttempt(last, { hasPreviousAttempt: true, previousAttemptId: last.attemptId });
      const superseded = toSuperseded(last);
      expect(
        await attempts.create(attempt, { staleOwners: [], replaces: { before: last, after: superseded } }),
      ).toEqual({
        stored: true,
      });
      all.splice(-1, 1, superseded, attempt);
    }
    return all;
  };
  const expectNothingOf = async ({ attemptId, attemptCode, externalId }: Attempt) => {
    expect(await attempts.read(attemptId)).toBeUndefined();
    expect(await directory.readCode(attemptCode)).toBeUndefined();
    expect(await directory.readExternal(externalId ?? '')).toBeUndefined();
  };

  describe('creating', () => {
    it('stores every field, claims the code, the external id and the slot', async () => {
      const attempt = await create({
        ...{ status: 'started', startedAt: NOW, allowedTimeSeconds: 5400, baseTimeSeconds: 5000 },
        ...{ includedAdditionalSeconds: 400, timeRemainingSeconds: 7, reviewPolicyId: 8, completedAt: NOW },
        ...{ backend: 'x', watchedBy: 'x', createdPractice: false, createdProctored: true, isSampleAttempt: true },
        ...{ isStatusAcknowledged: true, isResumable: true, readyToResume: true, resumed: true, cascadePending: true },
        ...{ hasPreviousAttempt: true, previousAttemptId: 4, statusBeforeReset: 'error' },
        lastChange: { by: BY, reason: 'why' },
      });
      const { attemptId, attemptCode, externalId, examId, user } = attempt;
      expect(await attempts.read(attemptId)).toEqual(attempt);
      expect(await attempts.readCurrent(examId, user.id)).toEqual(attempt);
      expect(await attempts.readSlot(examId, user.id)).toBe(attemptId);
      expect(await directory.readCode(attemptCode)).toEqual({ attempt, removal: null });
      expect(await directory.readExternal(externalId?.toUpperCase() ?? '')).toEqual({ attemptCode });
    });

    it('reports an id in use, and stores nothing', async () => {
      const { attemptId } = await create();
      const second = anAttempt({ attemptId });
      expect(await attempts.create(second, FREE)).toEqual({ stored: false, conflicts: 'attempt_id' });
      expect(await directory.readCode(second.attemptCode)).toBeUndefined();
    });

    it('reports the owners of all conflicting claims, and stores nothing', async () => {
      const [code, external, current] = [await create({ courseId: 'c1' }), await create(), await create()];
      const claiming = nextAttempt(current, {
        attemptCode: code.attemptCode,
        externalId: external.externalId?.toUpperCase() ?? '',
      });
      const { attemptCode } = code;
      expect(await attempts.create(claiming, FREE)).toEqual({
        stored: false,
        conflicts: [
          { kind: 'current_attempt', attemptId: current.attemptId },
          { kind: 'attempt_code', attemptId: code.attemptId, learnerId: code.user.id, courseId: 'c1' },
          { kind: 'external_id', attemptId: external.attemptId, courseId: external.courseId },
        ],
      });
      expect(await attempts.read(claiming.attemptId)).toBeUndefined();
      expect(await directory.readCode(attemptCode)).toEqual({ attempt: code, removal: null });
      expect(await attempts.readSlot(current.examId, current.user.id)).toBe(current.attemptId);
    });

    it('reports only owners that are not known to be stale', async () => {
      const [code, external] = [await create(), await create()];
      const claiming = anAttempt({ attemptCode: code.attemptCode, externalId: external.externalId });
      const outcome = await attempts.create(claiming, { staleOwners: [external.attemptId] });
      expect(outcome).toMatchObject({
        stored: false,
        conflicts: [{ kind: 'attempt_code', attemptId: code.attemptId }],
      });
    });

    it('takes over claims of stale owners, and records the previous owner of the code', async () => {
      const first = await create();
      await attempts.remove(first, REMOVAL);
      const second = anAttempt({ attemptCode: first.attemptCode, externalId: first.externalId });
      const options = { staleOwners: [first.attemptId], previousOwner: first.user.id };
      expect(await attempts.create(second, options)).toEqual({ stored: true });
      expect(await directory.readCode(first.attemptCode)).toEqual({ attempt: second, removal: null });
      for (const { user } of [first, second]) {
        const traces = await stores.ports.erasure.findPersonalData(user.id);
        expect(traces).toContainEqual({ kind: 'code', attemptCode: first.attemptCode });
      }
    });

    it('supersedes the replaced attempt in the same transaction', async () => {
      const first = await create();
      const [second, third] = [nextAttempt(first), nextAttempt(first)];
      const replaces = { before: first, after: toSuperseded(first) };
      expect(await attempts.create(second, { staleOwners: [], replaces })).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toEqual(toSuperseded(first));
      expect(await attempts.readCurrent(first.examId, first.user.id)).toEqual(second);
      // The attempt replaced was changed meanwhile, and another one is current.
      expect(await attempts.create(third, { staleOwners: [], replaces })).toEqual({
        stored: false,
        conflicts: [{ kind: 'current_attempt', attemptId: second.attemptId }],
      });
      await expectNothingOf(third);
    });

    it('reports the replaced attempt if it was changed or removed meanwhile', async () => {
      for (const change of [
        (attempt: Attempt) => attempts.write(attempt, changed(attempt)),
        (attempt: Attempt) => attempts.remove(attempt, REMOVAL),
      ]) {
        for (const after of [toSuperseded, () => REMOVAL]) {
          const first = await create();
          await change(first);
          const second = nextAttempt(first);
          const replaces = { before: first, after: after(first) };
          expect(await attempts.create(second, { staleOwners: [], replaces })).toEqual({
            stored: false,
            conflicts: [{ kind: 'current_attempt', attemptId: first.attemptId }],
          });
          await expectNothingOf(second);
        }
      }
    });

    it('removes the replaced attempt where it is reset', async () => {
      const first = await create();
      const second = nextAttempt(first);
      const replaces = { before: first, after: REMOVAL };
      expect(await attempts.create(second, { staleOwners: [], replaces })).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toBeUndefined();
      expect(await directory.readCode(first.attemptCode)).toEqual({ attempt: first, removal: REMOVAL });
    });

    it('requires the allowance as it was read', async () => {
      const exam = anExam({ examId: randomInt(1, 2 ** 40), contentId: randomUUID() });
      await stores.ports.authoring.create(exam);
      const user = { id: randomInt(1, 2 ** 40), username: 'u', email: '' };
      const ofUser = () => anAttempt({ examId: exam.examId, user });
      const read = async () => (await stores.ports.exams.readTerms(exam.examId, user.id)) ?? expect.fail('no exam');
      const before = await read();
      expect(before).toMatchObject({ additionalSeconds: 0, allowanceVersion: null });
      await stores.ports.allowances.replace(
        undefined,
        anAllowance({ examId: exam.examId, user, key: ADDITIONAL_TIME, value: '5', version: 3 }),
        undefined,
      );
      const first = ofUser();
      expect(await attempts.create(first, { staleOwners: [], terms: before })).toEqual({
        stored: false,
        conflicts: 'terms',
      });
      await expectNothingOf(first);
      const after = await read();
      expect(after).toMatchObject({ additionalSeconds: 300, allowanceVersion: 3 });
      expect(await attempts.create(first, { staleOwners: [], terms: after })).toEqual({ stored: true });
    });

    it('stores no personal data of an erased learner', async () => {
      const attempt = anAttempt();
      await stores.ports.erasure.mark(attempt.user.id, NOW);
      expect(await attempts.create(attempt, FREE)).toEqual({ stored: false, conflicts: 'erased' });
      await expectNothingOf(attempt);
      expect(await attempts.create(anonymiseAttempt(attempt), FREE)).toEqual({ stored: true });
      expect(await attempts.read(attempt.attemptId)).toEqual(anonymiseAttempt(attempt));
    });
  });

  describe('writing', () => {
    it('requires the version and the status as read, and returns the stored attempt', async () => {
      const first = await create();
      const second = changed(first, { status: 'started', startedAt: NOW });
      expect(await attempts.write(first, second)).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toEqual(second);
      expect(await attempts.write(first, changed(first))).toEqual({ stored: false, current: second });
      // A manual write does not raise the version.
      const edited = { ...second, status: 'verified' as const };
      await stores.putManually(edited);
      expect(await attempts.write(second, changed(second))).toEqual({ stored: false, current: edited });
      expect(await attempts.write(edited, changed(edited, { startedAt: null }))).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toMatchObject({ startedAt: null, version: 3 });
      // The same status in another version.
      expect(await attempts.write(edited, changed(edited))).toMatchObject({ stored: false, current: { version: 3 } });
    });

    it('writes only the fields that differ', async () => {
      const first = await create();
      await stores.putManually({ ...first, studentName: 'Edited' });
      expect(await attempts.write(first, changed(first, { isResumable: true }))).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toMatchObject({ studentName: 'Edited', isResumable: true });
    });

    it('reports a removed attempt as absent', async () => {
      const attempt = await create();
      await attempts.remove(attempt, REMOVAL);
      expect(await attempts.write(attempt, changed(attempt))).toEqual({ stored: false, current: undefined });
      expect(await attempts.read(attempt.attemptId)).toBeUndefined();
    });
  });

  describe('removing', () => {
    it('leaves a tombstone with the attempt as it was, once', async () => {
      const attempt = await create();
      expect(await attempts.remove(attempt, REMOVAL)).toEqual({ stored: true });
      expect(await attempts.read(attempt.attemptId)).toBeUndefined();
      expect(await attempts.readCurrent(attempt.examId, attempt.user.id)).toBeUndefined();
      expect(await attempts.readSlot(attempt.examId, attempt.user.id)).toBe(attempt.attemptId);
      expect(await directory.readCode(attempt.attemptCode)).toEqual({ attempt, removal: REMOVAL });
      expect(await attempts.remove(attempt, { ...REMOVAL, reason: null })).toEqual({
        stored: false,
        current: undefined,
      });
      expect(await directory.readCode(attempt.attemptCode)).toEqual({ attempt, removal: REMOVAL });
    });

    it('requires the attempt as it was read', async () => {
      const first = await create();
      const second = changed(first);
      await attempts.write(first, second);
      expect(await attempts.remove(first, REMOVAL)).toEqual({ stored: false, current: second });
      expect((await directory.readCode(first.attemptCode))?.removal).toBeNull();
    });

    it('leaves the claim if another attempt has the code', async () => {
      const first = await create();
      const second = anAttempt({ attemptCode: first.attemptCode });
      await attempts.create(second, { staleOwners: [first.attemptId] });
      expect(await attempts.remove(first, REMOVAL)).toEqual({ stored: true });
      expect(await directory.readCode(first.attemptCode)).toEqual({ attempt: second, removal: null });
    });

    it('can be repeated for a manually restored attempt', async () => {
      const attempt = await create();
      await attempts.remove(attempt, REMOVAL);
      await stores.putManually(attempt);
      expect(await attempts.remove(attempt, { ...REMOVAL, reason: 'again' })).toEqual({ stored: true });
      expect(await attempts.read(attempt.attemptId)).toBeUndefined();
    });

    it('promotes the previous attempt in the same transaction', async () => {
      const [first, second] = (await severalAttempts(2)) as [Attempt, Attempt];
      const promoted = { before: first, after: changed(first, { isCurrent: true }) };
      const changedFirst = changed(first);
      await attempts.write(first, changedFirst);
      expect(await attempts.remove(second, REMOVAL, promoted)).toEqual({ stored: false, current: second });
      expect(await attempts.read(second.attemptId)).toEqual(second);
      const after = changed(changedFirst, { isCurrent: true });
      expect(await attempts.remove(second, REMOVAL, { before: changedFirst, after })).toEqual({ stored: true });
      expect(await attempts.readCurrent(first.examId, first.user.id)).toEqual(after);
    });

    it('restores no previous attempt that was removed after it was read', async () => {
      const [first, second] = (await severalAttempts(2)) as [Attempt, Attempt];
      await attempts.remove(first, REMOVAL);
      const promoted = { before: first, after: changed(first, { isCurrent: true }) };
      expect(await attempts.remove(second, REMOVAL, promoted)).toEqual({ stored: false, current: second });
      expect(await attempts.read(first.attemptId)).toBeUndefined();
      expect(await attempts.readCurrent(first.examId, first.user.id)).toEqual(second);
    });

    it('promotes nothing if another attempt is current', async () => {
      const [first, second] = (await severalAttempts(2)) as [Attempt, Attempt];
      await attempts.remove(second, REMOVAL);
      const third = nextAttempt(second);
      await attempts.create(third, { staleOwners: [second.attemptId] });
      await stores.putManually(second);
      const promoted = { before: first, after: changed(first, { isCurrent: true }) };
      expect(await attempts.remove(second, REMOVAL, promoted)).toEqual({ stored: true });
      expect(await attempts.read(first.attemptId)).toEqual(first);
      expect(await attempts.readCurrent(first.examId, first.user.id)).toEqual(third);
    });

    it('of several: all or none', async () => {
      const [first, second, third] = (await severalAttempts(3)) as [Attempt, Attempt, Attempt];
      await attempts.write(second, changed(second));
      expect(await attempts.removeTogether([first, second, third], REMOVAL)).toEqual({ stored: false });
      expect(await attempts.read(first.attemptId)).toEqual(first);
      expect(await attempts.removeTogether([first, changed(second), third], REMOVAL)).toEqual({ stored: true });
      for (const { attemptId, attemptCode } of [first, second, third]) {
        expect(await attempts.read(attemptId)).toBeUndefined();
        expect((await directory.readCode(attemptCode))?.removal).toEqual(REMOVAL);
      }
    });
  });

  describe('the attempts of a learner at an exam', () => {
    it('come in pages, oldest first, the current one with each', async () => {
      const all = await severalAttempts(4);
      const [current, superseded] = [all[3] as Attempt, all.slice(0, 3)];
      await create({ examId: current.examId });
      await create({ user: current.user, examId: current.examId + 1 });
      const page = (limit: number, after?: number) =>
        attempts.ofLearnerAtExam(current.examId, current.user.id, { limit, after });
      expect(await page(10)).toEqual({ superseded, current, nextAfter: null });
      const nextAfter = superseded[1]?.attemptId;
      expect(await page(2)).toEqual({ superseded: superseded.slice(0, 2), current, nextAfter });
      expect(await page(2, nextAfter)).toEqual({ superseded: superseded.slice(2), current, nextAfter: null });
      expect(await page(4)).toEqual({ superseded, current, nextAfter: null });
      expect(await attempts.ofLearnerAtExam(current.examId, 1, { limit: 5 })).toEqual({
        ...{ superseded: [], current: undefined, nextAfter: null },
      });
    });

    it('have the recorded previous attempt, else the newest remaining older one', async () => {
      const [first, second, third] = (await severalAttempts(3)) as [Attempt, Attempt, Attempt];
      expect(await attempts.readPreviousAttempt(third)).toEqual(second);
      expect(await attempts.readPreviousAttempt({ ...third, previousAttemptId: first.attemptId })).toEqual(first);
      expect(await attempts.readPreviousAttempt({ ...third, previousAttemptId: null })).toEqual(second);
      await attempts.remove(second, REMOVAL);
      expect(await attempts.readPreviousAttempt(third)).toEqual(first);
      expect(await attempts.readPreviousAttempt(first)).toBeUndefined();
    });
  });
});
