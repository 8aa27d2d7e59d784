import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { ATTEMPT_STATUSES } from '../../src/domain/attempts/status.ts';
import { drawId } from '../../src/domain/ids.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { AttemptRequest } from '../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import {
  aCaller,
  aKnownLearner,
  aLearner,
  anExam,
  COURSE,
  newCourseId,
  newLearnerId,
  STAFF,
} from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await createExam(stores.ports, STAFF, anExam());
});

function request(onBehalf: AttemptRequest['onBehalf'] = {}): AttemptRequest {
  const id = newLearnerId();
  const user = { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' };
  return { examId, startClock: false, attemptProctored: true, onBehalf: { user, ...onBehalf } };
}

describe('creating an attempt', () => {
  it.each([true, false])('is created as practice and as proctored if staff prescribe so: %s', async isPrescribed => {
    const fields = { takingAsProctored: isPrescribed, isSampleAttempt: isPrescribed };
    const opposite = { isProctored: !isPrescribed, isPracticeExam: !isPrescribed };
    const attempt = await createAttempt(stores.ports, STAFF, {
      ...request(fields),
      examId: await storedExam(stores, opposite),
    });
    expect(attempt).toMatchObject({ ...fields, createdProctored: isPrescribed, createdPractice: isPrescribed });
  });

  it('draws an id of the time and random bits', async () => {
    const now = '2026-11-02T09:40:12.000Z';
    const ports = { ...stores.ports, clock: () => now, random: () => 5 };
    expect((await createAttempt(ports, STAFF, request())).attemptId).toBe(drawId(now, () => 5));
  });

  it('stores all fields of the request', async () => {
    const code = randomUUID();
    const attempt = await createAttempt(
      stores.ports,
      STAFF,
      request({ attemptCode: code, externalId: 'Loc-1', studentName: 'Ada' }),
    );
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(attempt);
    expect(attempt).toMatchObject({ attemptCode: code, externalId: 'Loc-1', studentName: 'Ada', status: 'created' });
    expect(await locateAttempt(stores.ports, code)).toEqual({ attempt, isArchived: false });
  });

  it('starts the clock with startClock', async () => {
    const attempt = await createAttempt(stores.ports, STAFF, { ...request(), startClock: true });
    expect(attempt).toMatchObject({ status: 'started', startedAt: attempt.createdAt, allowedTimeSeconds: 5400 });
  });

  it.each(['attemptCode', 'externalId'] as const)('rejects a %s that another attempt has', async field => {
    const value = randomUUID();
    await createAttempt(stores.ports, STAFF, request({ [field]: value }));
    const expected = field === 'attemptCode' ? 'attempt_code_in_use' : 'external_id_in_use';
    await expect(createAttempt(stores.ports, STAFF, request({ [field]: value }))).rejects.toMatchObject({
      code: expected,
    });
  });

  it.each(ATTEMPT_STATUSES)(
    'is refused where the current attempt, in %s, is real and not ready to resume',
    async status => {
      const learner = aLearner();
      const request = { examId, startClock: true, attemptProctored: true };
      const first = await createAttempt(stores.ports, learner, request);
      stores.editManually(first, { status, isResumable: true });
      await expect(createAttempt(stores.ports, learner, request)).rejects.toMatchObject({
        code: 'attempt_already_exists',
        message: `The learner already has an attempt at exam ${examId}.`,
      });
      expect(await allAttempts(stores, examId, learner.userId)).toMatchObject([{ attemptId: first.attemptId, status }]);
    },
  );

  it('replaces a completed practice attempt', async () => {
    const practice = await createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), isPracticeExam: true }));
    const first = await createAttempt(stores.ports, STAFF, { ...request(), examId: practice });
    await actOnAttempt(stores.ports, aCaller({ userId: first.user.id }), first.attemptId, 'submit');
    const again = { ...request({ user: { ...first.user } }), examId: practice };
    const second = await createAttempt(stores.ports, STAFF, again);
    expect(second.attemptId).toBeGreaterThan(first.attemptId);
    expect(await stores.ports.attempts.read(first.attemptId)).toMatchObject({
      isCurrent: false,
      status: 'submitted',
      version: 3,
    });
  });

  it('takes over the code and the slot of a removed attempt', async () => {
    const input = request({ attemptCode: randomUUID(), externalId: randomUUID() });
    const first = await createAttempt(stores.ports, STAFF, input);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const second = await createAttempt(stores.ports, STAFF, input);
    expect(second.attemptId).toBeGreaterThan(first.attemptId);
  });

  it('takes over the code and the slot of a manually deleted attempt', async () => {
    const input = request({ attemptCode: randomUUID(), externalId: randomUUID() });
    const first = await createAttempt(stores.ports, STAFF, input);
    stores.database.attempts.delete(first.attemptId);
    const second = await createAttempt(stores.ports, STAFF, input);
    expect(await locateAttempt(stores.ports, second.attemptCode)).toEqual({ attempt: second, isArchived: false });
  });

  it('draws a higher id than the previous owner of the code, even with a clock that is behind', async () => {
    const input = request({ attemptCode: randomUUID() });
    const first = await createAttempt(stores.ports, STAFF, input);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const behind = { ...stores.ports, clock: () => '2026-01-01T00:00:00.000Z' };
    expect((await createAttempt(behind, STAFF, input)).attemptId).toBeGreaterThan(first.attemptId);
  });

  it('changes nothing when it is rejected', async () => {
    const code = randomUUID();
    const existing = request({ externalId: randomUUID() });
    await createAttempt(stores.ports, STAFF, existing);
    const conflicting = request({ attemptCode: code, externalId: existing.onBehalf?.externalId ?? '' });
    await expect(createAttempt(stores.ports, STAFF, conflicting)).rejects.toThrow();
    await expect(locateAttempt(stores.ports, code)).rejects.toMatchObject({ code: 'attempt_code_not_located' });
  });
});

describe('a creation on behalf of a learner', () => {
  const courseStaff = () => aLearner({ courseStaff: [COURSE] });
  const addedStaff = async (courseId: string) => {
    const userId = newLearnerId();
    await addCourseStaff(stores.ports, STAFF, [{ courseId, userId }]);
    return aCaller({ userId });
  };
  const create = (caller: Caller, onBehalf: AttemptRequest['onBehalf'], ports: Partial<typeof stores.ports> = {}) =>
    createAttempt({ ...stores.ports, ...ports }, caller, {
      examId,
      startClock: false,
      attemptProctored: true,
      ...(onBehalf && { onBehalf }),
    });
  const current = (userId: number) => stores.ports.attempts.readCurrent(examId, userId);
  const named = ({ userId: id, username, email }: Caller) => ({ user: { id, username, email } });

  it('is for staff of the course, by the token or the table', async () => {
    for (const caller of [STAFF, courseStaff(), await addedStaff(COURSE)]) {
      const user = aKnownLearner();
      expect(await create(caller, { user, studentName: 'Ada' })).toMatchObject({
        ...{ user: { id: user.id }, studentName: 'Ada' },
        lastChange: { by: { role: 'staff', userId: caller.userId } },
      });
    }
    for (const caller of [aLearner(), aLearner({ courseStaff: [newCourseId()] }), await addedStaff(newCourseId())]) {
      const user = aKnownLearner();
      for (const onBehalf of [{ user }, { studentName: 'Ada' }, named(caller)]) {
        await expect(create(caller, onBehalf)).rejects.toMatchObject({
          code: 'forbidden',
          message: `Only staff of the course of exam ${examId} may create an attempt for another learner or prescribe its fields.`,
        });
      }
      expect([await current(user.id), await current(caller.userId)]).toEqual([undefined, undefined]);
    }
  });

  it('by course staff for themselves is that of a learner: it prescribes nothing', async () => {
    const staff = courseStaff();
    for (const onBehalf of [{ studentName: 'Ada' }, { ...named(staff), allowedTimeSeconds: 9000 }]) {
      await expect(create(staff, onBehalf)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await current(staff.userId)).toBeUndefined();
    const attempt = await create(staff, { user: { id: staff.userId, username: 'another', email: 'x@example.com' } });
    expect(attempt).toMatchObject({
      user: { id: staff.userId, username: staff.username, email: staff.email },
      lastChange: { by: { role: 'learner', userId: staff.userId } },
    });
  });

  it('by global staff for themselves may name and prescribe all', async () => {
    const lms = aLearner({ isStaff: true });
    const user = { id: lms.userId, username: `renamed${lms.userId}`, email: `renamed${lms.userId}@example.com` };
    expect(await create(lms, { user })).toMatchObject({
      user,
      lastChange: { by: { role: 'staff', userId: lms.userId } },
    });
  });

  it('without one is by the learner of the token', async () => {
    const learner = aLearner();
    expect(await create(learner, undefined)).toMatchObject({
      ...{ user: named(learner).user, studentName: learner.name },
      lastChange: { by: { role: 'learner', userId: learner.userId } },
    });
  });

  it.each([
    ['with neither code nor external id', 1, {}],
    ['with a code', 0, { attemptCode: randomUUID() }],
    ['with an external id', 0, { externalId: randomUUID() }],
    ['that is unproctored', 0, { takingAsProctored: false }],
  ])('%s is registered with the vendor %i times', async (_case, count, onBehalf) => {
    const { requests, vendors } = aVendor();
    await create(STAFF, { user: aKnownLearner(), ...onBehalf }, { vendors });
    expect(requests).toHaveLength(count);
  });

  it('declines with the learner’s request only: staff who prescribe fields do not decline', async () => {
    const user = aKnownLearner();
    const byStaff = await createAttempt(stores.ports, STAFF, {
      ...{ examId, startClock: false, attemptProctored: false, onBehalf: { user } },
    });
    expect(byStaff).toMatchObject({ status: 'created', takingAsProctored: true });
  });

  it('whose code or external id is in use says which', async () => {
    const [attemptCode, externalId] = [randomUUID(), randomUUID()];
    await create(STAFF, { user: aKnownLearner(), attemptCode, externalId });
    await expect(create(STAFF, { user: aKnownLearner(), attemptCode })).rejects.toMatchObject({
      message: `The attempt code ${attemptCode} belongs to another attempt.`,
    });
    await expect(create(STAFF, { user: aKnownLearner(), externalId })).rejects.toMatchObject({
      message: 'The external id belongs to another attempt.',
    });
  });
});

describe('the terms of a creation', () => {
  it.each([
    ['the clock starts', true, false, true],
    ['the exam has a vendor to register with', false, true, true],
    ['neither', false, false, false],
  ])('include allowances where needed: %s', async (_case, startClock, isRegistered, expected) => {
    const needed: boolean[] = [];
    const readTerms: typeof stores.ports.exams.readTerms = async (exam, userId, needs) => {
      const terms = await stores.ports.exams.readTerms(exam, userId);
      if (terms) needed.push(needs?.(terms.exam) ?? true);
      return terms;
    };
    const ports = { ...stores.ports, exams: { ...stores.ports.exams, readTerms } };
    const vendors = isRegistered ? aVendor().vendors : ports.vendors;
    const terms = { examId: await storedExam(stores), startClock, attemptProctored: true };
    await createAttempt({ ...ports, vendors }, aLearner(), terms);
    expect(needed).toEqual([expected]);
  });

  it('name an exam that exists', async () => {
    const unknown = createAttempt(stores.ports, aLearner(), { examId: 404, startClock: false, attemptProctored: true });
    await expect(unknown).rejects.toMatchObject({ code: 'exam_does_not_exist' });
  });
});

describe('a creation under concurrent writes', () => {
  const create = (learner: Caller, creates: typeof stores.ports.attempts.create) =>
    createAttempt({ ...stores.ports, attempts: { ...stores.ports.attempts, create: creates } }, learner, {
      ...{ examId, startClock: false, attemptProctored: true },
    });

  it('draws a new id if its own is taken', async () => {
    const drawn: number[] = [];
    const attempt = await create(aLearner(), async (planned, options) => {
      drawn.push(planned.attemptId);
      if (drawn.length === 1) return { stored: false, conflicts: 'attempt_id' };
      return stores.ports.attempts.create(planned, options);
    });
    expect(attempt.attemptId).toBe(drawn[1]);
    expect(drawn[1]).toBeGreaterThan(drawn[0] ?? 0);
  });

  it('is busy after a hundred conflicts', async () => {
    const learner = aLearner();
    const conflicting = create(learner, async () => ({ stored: false, conflicts: 'attempt_id' }));
    await expect(conflicting).rejects.toMatchObject({
      code: 'busy',
      message: 'Too many attempts are being created at once. Try again.',
    });
    expect(await stores.ports.attempts.readCurrent(examId, learner.userId)).toBeUndefined();
  });
});
