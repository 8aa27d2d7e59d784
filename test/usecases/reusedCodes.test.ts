import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { StaffAttemptRequest } from '../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { findByExternalId, locateForStaff } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { addCourseStaff, removeCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { aCaller, aKnownLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { aVendor, vendorsOf } from '../support/vendors.ts';

/** Codes and external ids of removed attempts: reusable in their course, in another one by global staff only. */
const stores = inMemoryStores();
const [OWN, OTHER] = ['course-v1:Own+1+1', 'course-v1:Other+1+1'];
const STAFF_OF_BOTH = aCaller({ userId: 13, username: 'both', courseStaff: [OWN, OTHER] });
const STAFF_OF_OTHER = aCaller({ userId: 12, username: 'other', courseStaff: [OTHER] });
const STAFF_OF_OWN = aCaller({ userId: 11, username: 'own', courseStaff: [OWN] });

type Field = 'attemptCode' | 'externalId';
const IN_USE = { attemptCode: 'attempt_code_in_use', externalId: 'external_id_in_use' } as const;
const examIn = (courseId: string, overrides = {}) => storedExam(stores, { courseId, ...overrides });
const create = async (caller: Caller, courseId: string, onBehalf: StaffAttemptRequest) =>
  createAttempt(stores.ports, caller, {
    examId: await examIn(courseId),
    startClock: false,
    attemptProctored: true,
    onBehalf: { user: aKnownLearner(), ...onBehalf },
  });

async function removed(): Promise<Attempt & { externalId: string }> {
  const attempt = await storedAttempt(stores, await examIn(OWN));
  await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
  return attempt;
}

describe.each(['attemptCode', 'externalId'] as const)('the %s of a removed attempt', (field: Field) => {
  const problem = { code: IN_USE[field] };

  it('can be reused by staff of its course', async () => {
    const first = await removed();
    const { attemptId } = await create(STAFF_OF_OWN, OWN, { [field]: first[field] });
    expect(attemptId).toBeGreaterThan(first.attemptId);
  });

  it('cannot be reused in another course, even by staff of both, and can still be located', async () => {
    const first = await removed();
    for (const caller of [STAFF_OF_OTHER, STAFF_OF_BOTH]) {
      await expect(create(caller, OTHER, { [field]: first[field] })).rejects.toMatchObject(problem);
    }
    expect(await locateForStaff(stores.ports, STAFF_OF_OWN, first.attemptCode)).toMatchObject({
      attempt: first,
      isArchived: true,
    });
    expect(await findByExternalId(stores.ports, first.externalId)).toMatchObject({ attempt: first });
    await create(STAFF_OF_OWN, OWN, { [field]: first[field] });
  });

  it('can be reused in another course by global staff, and by its staff from then on', async () => {
    const first = await removed();
    const second = await create(STAFF, OTHER, { [field]: first[field] });
    await removeAttempt(stores.ports, STAFF, second.attemptId, null);
    await expect(create(STAFF_OF_OWN, OWN, { [field]: first[field] })).rejects.toMatchObject(problem);
    await create(STAFF_OF_OTHER, OTHER, { [field]: first[field] });
  });
});

describe('a code that global staff have reused in another course', () => {
  it.each(['by the token', 'by the table'])(
    'leads staff of the earlier course, %s, to its attempt and history',
    async source => {
      const first = await removed();
      stores.archive();
      await create(STAFF, OTHER, { attemptCode: first.attemptCode });
      const byTable = aCaller({ userId: 14, username: 'added' });
      const staff = source === 'by the token' ? STAFF_OF_OWN : byTable;
      await addCourseStaff(stores.ports, STAFF, [{ courseId: OWN, userId: byTable.userId }]);
      const located = await locateForStaff(stores.ports, staff, first.attemptCode);
      expect(located).toMatchObject({ isArchived: true, attempt: { attemptId: first.attemptId } });
      const { entries } = await readHistory(stores.ports, staff, first.attemptCode, { limit: 10 });
      expect(entries.map(({ attempt }) => attempt.attemptId)).toEqual([first.attemptId]);
      await removeCourseStaff(stores.ports, STAFF, [{ courseId: OWN, userId: byTable.userId }]);
      const later = locateForStaff(stores.ports, aCaller({ userId: 14 }), first.attemptCode);
      await expect(later).rejects.toMatchObject({ code: 'forbidden' });
    },
  );
});

describe('an external id', () => {
  it('released by declining cannot be reused in another course either', async () => {
    const first = await storedAttempt(stores, await examIn(OWN));
    await actOnAttempt(stores.ports, aCaller({ userId: first.user.id }), first.attemptId, 'decline');
    const request = { externalId: first.externalId.toUpperCase() };
    await expect(create(STAFF_OF_OTHER, OTHER, request)).rejects.toMatchObject({ code: 'external_id_in_use' });
    await create(STAFF_OF_OWN, OWN, request);
  });

  describe('that a vendor assigns again', () => {
    const ports = (externalId: string) => ({
      ...stores.ports,
      vendors: vendorsOf({ ...aVendor().vendor, registerAttempt: async () => ({ externalId, onboarding: null }) }),
    });
    const asLearner = (person = aKnownLearner()) => aCaller({ ...person, userId: person.id });

    it.each([
      [OWN, true],
      [OTHER, false],
    ])('at a creation in %s: accepted: %s', async (courseId, isTaken) => {
      const { externalId } = await removed();
      const request = { examId: await examIn(courseId), startClock: false, attemptProctored: true };
      const creation = createAttempt(ports(externalId), asLearner(), request);
      if (isTaken) expect((await creation).externalId).toBe(externalId);
      else await expect(creation).rejects.toMatchObject({ code: 'external_id_in_use' });
    });

    it.each([
      [OWN, true],
      [OTHER, false],
    ])('at a practice reset and a resumption in %s: accepted: %s', async (courseId, isTaken) => {
      const person = aKnownLearner();
      const practice = await storedAttempt(stores, await examIn(courseId, { isPracticeExam: true }), { user: person });
      const real = await storedAttempt(stores, await examIn(courseId), { user: person });
      const learner = asLearner(person);
      for (const { attemptId } of [practice, real]) await actOnAttempt(stores.ports, learner, attemptId, 'error');
      await actOnAttempt(stores.ports, STAFF, real.attemptId, 'mark_ready_to_resume');
      const [first, second] = [await removed(), await removed()];
      const attempts = [
        resetPracticeAttempt(ports(first.externalId), learner, practice.attemptId),
        createAttempt(ports(second.externalId), learner, {
          examId: real.examId,
          startClock: false,
          attemptProctored: true,
        }),
      ];
      for (const attempt of attempts) {
        if (isTaken) await attempt;
        else await expect(attempt).rejects.toMatchObject({ code: 'external_id_in_use' });
      }
      expect(await stores.ports.attempts.read(real.attemptId)).toMatchObject({ resumed: isTaken });
    });
  });
});

describe('a code that is used in two courses', () => {
  it('leads the staff of each course to their own attempt', async () => {
    const first = await removed();
    stores.archive();
    const second = await create(STAFF, OTHER, { attemptCode: first.attemptCode });
    const located = async (caller: Caller) => {
      const { attempt, isArchived } = await locateForStaff(stores.ports, caller, first.attemptCode);
      return [attempt.attemptId, isArchived];
    };
    expect(await located(STAFF_OF_OWN)).toEqual([first.attemptId, true]);
    expect(await located(STAFF_OF_OTHER)).toEqual([second.attemptId, false]);
    expect(await located(STAFF)).toEqual([second.attemptId, false]);
    const otherStaff = aCaller({ userId: 14, courseStaff: ['course-v1:Third+1+1'] });
    await expect(located(otherStaff)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
