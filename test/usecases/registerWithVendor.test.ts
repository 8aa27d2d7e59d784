import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { vendorFailed } from '../../src/domain/vendors/vendor.ts';
import { clock } from '../../src/platform/system.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { aLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { createRegistrationStore } from '../support/inMemoryPorts/registrations.ts';
import { attemptRequest, storedExam } from '../support/scenarios/stored.ts';
import { anUnreachableVendor, aVendor, vendorsOf } from '../support/vendors.ts';

const stores = inMemoryStores();

const currentOf = (examId: number, { userId }: { userId: number }) => stores.ports.attempts.readCurrent(examId, userId);

/** The reservation in the database. */
const reservationOf = (examId: number, { userId }: { userId: number }) =>
  stores.database.registrations.get(`${examId}#${userId}`);

/** A released reservation: nothing is left to reuse. */
const RELEASED = { reservedUntil: null, attemptCode: null, registered: null };

describe('creating a proctored attempt', () => {
  it('sends the time with allowance, the policy and the exception', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    await setReviewPolicy(stores.ports, STAFF, examId, 'Calculators are allowed.');
    const userInfo = String(learner.userId);
    const { username, email } = learner;
    await stores.ports.learners.register([{ id: learner.userId, username, email, name: '' }]);
    await setAllowance(stores.ports, STAFF, { examId, userInfo, key: 'additional_time_granted', value: '10' });
    await setAllowance(stores.ports, STAFF, {
      examId,
      userInfo,
      key: 'review_policy_exception',
      value: 'May stand up.',
    });
    const { vendors, requests } = aVendor();
    await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(requests).toMatchObject([
      { allowedMinutes: 100, reviewPolicy: 'Calculators are allowed.', reviewPolicyException: 'May stand up.' },
    ]);
  });

  it('takes the status of a pending onboarding, and does not start the clock', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors } = aVendor(async () => ({ onboarding: 'onboarding_missing' }));
    const attempt = await createAttempt(
      { ...stores.ports, vendors },
      learner,
      attemptRequest(examId, { startClock: true }),
    );
    expect(attempt).toMatchObject({ status: 'onboarding_missing', startedAt: null });
  });

  it('starts the clock at once with startClock', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor();
    const attempt = await createAttempt(
      { ...stores.ports, vendors },
      learner,
      attemptRequest(examId, { startClock: true }),
    );
    expect(attempt).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 });
    expect(requests).toMatchObject([{ allowedMinutes: 90 }]);
  });

  it('registers a practice attempt as a sample', async () => {
    const { vendors, requests } = aVendor();
    await createAttempt(
      { ...stores.ports, vendors },
      aLearner(),
      attemptRequest(await storedExam(stores, { isPracticeExam: true })),
    );
    expect(requests).toMatchObject([{ isSampleAttempt: true }]);
  });
});

describe('no registration is made', () => {
  it.each([
    ['for a timed exam', { isProctored: false }, {}],
    ['by a learner who declines', {}, { attemptProctored: false }],
    ['where the LMS registers by itself', {}, { onBehalf: { externalId: 'LMS', attemptCode: 'LMS-CODE' } }],
  ])('%s', async (_case, exam, request) => {
    const { vendors, requests } = aVendor();
    const examId = await storedExam(stores, exam);
    const caller = 'onBehalf' in request ? STAFF : aLearner();
    expect(await createAttempt({ ...stores.ports, vendors }, caller, attemptRequest(examId, request))).toMatchObject({
      backend: null,
    });
    expect(requests).toEqual([]);
  });

  it('for an attempt that exists already', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor();
    await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    const repeated = createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    await expect(repeated).rejects.toMatchObject({ code: 'attempt_already_exists' });
    expect(requests).toHaveLength(1);
  });
});

describe('a vendor that fails', () => {
  it('stores no attempt, and the next try uses the same code', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const failing = anUnreachableVendor();
    const first = createAttempt({ ...stores.ports, vendors: failing.vendors }, learner, attemptRequest(examId));
    await expect(first).rejects.toMatchObject({ code: 'vendor_failed' });
    expect(await currentOf(examId, learner)).toBeUndefined();
    const { vendors, requests } = aVendor();
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
    expect(failing.requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
  });

  it.each([
    ...['', '.', '..', 'a/b', 'x%2Fy', '50%', 'a?b', 'a#b', 'a\nb', '\0', '\u007f', '\ud800', 'x'.repeat(256)],
    'x'.repeat(5000),
  ])('fails with an external id that is invalid in a path: %j', async externalId => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const failing = aVendor(async () => ({ externalId }));
    const first = createAttempt({ ...stores.ports, vendors: failing.vendors }, learner, attemptRequest(examId));
    await expect(first).rejects.toMatchObject({ code: 'vendor_failed', logged: { fault: 'not_addressable' } });
    expect(await currentOf(examId, learner)).toBeUndefined();
    expect(reservationOf(examId, learner)).toMatchObject({ registered: null });
    const { vendors, requests } = aVendor();
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
    expect(failing.requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
  });

  it('is called again if an earlier release stored an external id that is invalid in a path', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const [now, slot] = [clock(), { examId, userId: learner.userId }];
    const registered = { externalId: 'a/b', onboarding: null, at: now, allowedMinutes: 90, vendor: 'software_secure' };
    await stores.ports.registrations.save(slot, { attemptCode: 'KEPT', registered, reservedAt: [] }, now);
    const { vendors, requests } = aVendor(async () => ({ externalId: 'A1' }));
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(attempt).toMatchObject({ externalId: 'A1' });
    expect(requests).toMatchObject([{ attemptCode: attempt.attemptCode }]);
  });

  it('does not remove the practice attempt that is being reset', async () => {
    const [examId, learner] = [await storedExam(stores, { isPracticeExam: true }), aLearner()];
    const { vendors } = aVendor();
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    await actOnAttempt(stores.ports, learner, attempt.attemptId, 'submit');
    const reset = resetPracticeAttempt(
      { ...stores.ports, vendors: anUnreachableVendor().vendors },
      learner,
      attempt.attemptId,
    );
    await expect(reset).rejects.toMatchObject({ code: 'vendor_failed' });
    expect(await currentOf(examId, learner)).toMatchObject({ attemptId: attempt.attemptId, status: 'submitted' });
    const replacement = await resetPracticeAttempt({ ...stores.ports, vendors }, learner, attempt.attemptId);
    expect(replacement).toMatchObject({ backend: 'software_secure', status: 'created' });
    expect(replacement.externalId).not.toBe(attempt.externalId);
  });
});

describe('an attempt that could not be stored after its registration', () => {
  const interruptedCreation = async (
    examId: number,
    learner: ReturnType<typeof aLearner>,
    vendors: ReturnType<typeof aVendor>['vendors'],
  ) => {
    const attempts = { ...stores.ports.attempts, create: () => Promise.reject(new Error('killed')) };
    await expect(
      createAttempt({ ...stores.ports, attempts, vendors }, learner, attemptRequest(examId)),
    ).rejects.toThrow('killed');
  };

  it('is not registered a second time', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor();
    await interruptedCreation(examId, learner, vendors);
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
    expect(reservationOf(examId, learner)).toMatchObject(RELEASED);
  });

  it.each([
    ['much later', { clock: () => laterBy(clock(), 3600) }, async () => {}],
    [
      'on other terms',
      { clock: () => laterBy(clock(), 60) },
      (examId: number) => stores.ports.authoring.change(examId, { timeLimitMins: 30 }),
    ],
  ])('is registered again under a new code %s', async (_case, overrides, change) => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor();
    await interruptedCreation(examId, learner, vendors);
    await change(examId);
    const attempt = await createAttempt({ ...stores.ports, vendors, ...overrides }, learner, attemptRequest(examId));
    expect(requests[1]?.attemptCode).toBe(attempt.attemptCode);
    expect(requests[0]?.attemptCode).not.toBe(attempt.attemptCode);
  });
});

describe('a creation during another registration', () => {
  /** A vendor that answers on demand. */
  const aWaitingVendor = () => {
    const { promise, resolve, reject } = Promise.withResolvers<object>();
    const began = Promise.withResolvers<void>();
    const vendor = aVendor(() => {
      began.resolve();
      return promise;
    });
    return { ...vendor, began: began.promise, answer: () => resolve({}), fail: reject };
  };
  const create = (examId: number, learner: ReturnType<typeof aLearner>, overrides: object) =>
    createAttempt({ ...stores.ports, ...overrides }, learner, attemptRequest(examId));

  it('fails with attempt_already_exists when that one succeeds, and registers nothing', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests, began, answer } = aWaitingVendor();
    const first = create(examId, learner, { vendors });
    await began;
    const second = create(examId, learner, { vendors, pause: async () => answer() });
    await expect(second).rejects.toMatchObject({ code: 'attempt_already_exists' });
    expect(await currentOf(examId, learner)).toEqual(await first);
    expect(requests).toHaveLength(1);
  });

  it('registers when that one fails', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, began, fail } = aWaitingVendor();
    const first = create(examId, learner, { vendors });
    await began;
    const { vendors: up } = aVendor();
    const pause = async () => {
      fail(vendorFailed('software_secure', 'unreachable'));
      await first.catch(() => {});
    };
    const second = await create(examId, learner, { vendors: up, pause });
    await expect(first).rejects.toMatchObject({ code: 'vendor_failed' });
    expect(await currentOf(examId, learner)).toEqual(second);
  });

  it('is busy while the outcome of that one is unknown, until its reservation expires', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests, began } = aWaitingVendor();
    create(examId, learner, { vendors }).catch(() => {});
    await began;
    const { vendors: up } = aVendor();
    const pause = async () => {};
    await expect(create(examId, learner, { vendors: up, pause })).rejects.toMatchObject({ code: 'busy' });
    expect(await currentOf(examId, learner)).toBeUndefined();
    // After half a minute the reservation has expired, and its code is reused.
    const later = () => laterBy(clock(), 31);
    const attempt = await create(examId, learner, { vendors: up, clock: later });
    expect(requests.map(request => request.attemptCode)).toEqual([attempt.attemptCode]);
  });
});

describe('a vendor with exam registration', () => {
  it('is sent each exam once, and its external id is stored', async () => {
    const examId = await storedExam(stores, { externalId: null });
    const { vendor } = aVendor();
    let exams = 0;
    const vendors = vendorsOf({ ...vendor, registerExam: async () => `E${++exams}` });
    await createAttempt({ ...stores.ports, vendors }, aLearner(), attemptRequest(examId));
    await createAttempt({ ...stores.ports, vendors }, aLearner(), attemptRequest(examId));
    expect(exams).toBe(1);
    expect(await stores.ports.exams.read(examId)).toMatchObject({ externalId: 'E1' });
  });

  it('is sent an exam that moved to it, and attempts are registered by its own id', async () => {
    const examId = await storedExam(stores, { backend: 'other', externalId: 'O1' });
    await changeExam(stores.ports, STAFF, examId, { backend: 'software_secure' });
    const { vendor, requests } = aVendor();
    const vendors = vendorsOf({ ...vendor, registerExam: async ({ externalId }) => `after ${externalId}` });
    for (const _ of [1, 2]) await createAttempt({ ...stores.ports, vendors }, aLearner(), attemptRequest(examId));
    expect(requests).toMatchObject(Array(2).fill({ exam: { externalId: 'after null' } }));
  });

  it('keeps its id of an exam that moves to another one meanwhile, which does not get it', async () => {
    const examId = await storedExam(stores, { backend: 'software_secure' });
    const { vendor, requests } = aVendor();
    const registerExam = async () => {
      await changeExam(stores.ports, STAFF, examId, { backend: 'other' });
      return 'E1';
    };
    const vendors = vendorsOf({ ...vendor, registerExam });
    const attempt = await createAttempt({ ...stores.ports, vendors }, aLearner(), attemptRequest(examId));
    expect(attempt).toMatchObject({ backend: 'software_secure', watchedBy: 'software_secure' });
    expect(requests).toMatchObject([{ exam: { externalId: 'E1' } }]);
    const externalIds = new Map([['software_secure', 'E1']]);
    expect(await stores.ports.exams.read(examId)).toMatchObject({ backend: 'other', externalId: null, externalIds });
  });

  it.each(['', '..', 'a/b', 'x'.repeat(256)])('fails with an exam id that is invalid in a path: %j', async id => {
    const examId = await storedExam(stores, { externalId: null });
    const { vendor, requests } = aVendor();
    const vendors = vendorsOf({ ...vendor, registerExam: async () => id });
    const created = createAttempt({ ...stores.ports, vendors }, aLearner(), attemptRequest(examId));
    await expect(created).rejects.toMatchObject({ code: 'vendor_failed', logged: { fault: 'not_addressable' } });
    expect(requests).toEqual([]);
    expect(await stores.ports.exams.read(examId)).toMatchObject({ externalId: null });
  });
});

describe('registrations of a learner for an exam within an hour', () => {
  const at = (minute: number) => () => `2026-11-02T09:${String(minute).padStart(2, '0')}:30.000Z`;
  const limitedTo = (limit: number) => createRegistrationStore(stores.database, limit);
  const portsAt = (limit: number, vendors: ReturnType<typeof aVendor>['vendors'], minute: number) => ({
    ...{ ...stores.ports, vendors, registrations: limitedTo(limit), clock: at(minute) },
  });

  it('are limited; creations and resets count, also failed ones, for an hour each', async () => {
    const [examId, learner] = [await storedExam(stores, { isPracticeExam: true }), aLearner()];
    const { vendors, requests } = aVendor();
    const failing = createAttempt(portsAt(3, anUnreachableVendor().vendors, 0), learner, attemptRequest(examId));
    await expect(failing).rejects.toMatchObject({ code: 'vendor_failed' });
    const first = await createAttempt(portsAt(3, vendors, 10), learner, attemptRequest(examId));
    await actOnAttempt(portsAt(3, vendors, 10), learner, first.attemptId, 'error');
    const second = await resetPracticeAttempt(portsAt(3, vendors, 20), learner, first.attemptId);
    await actOnAttempt(portsAt(3, vendors, 20), learner, second.attemptId, 'error');
    for (const creation of [
      () => createAttempt(portsAt(3, vendors, 30), learner, attemptRequest(examId)),
      () => resetPracticeAttempt(portsAt(3, vendors, 30), learner, second.attemptId),
    ]) {
      // The first one, at 09:00:30, counts until 10:00:30.
      const expected = { code: 'too_many_registrations', retryAfterSeconds: 1800 };
      await expect(creation()).rejects.toMatchObject(expected);
    }
    expect(await currentOf(examId, learner)).toMatchObject({ attemptId: second.attemptId, status: 'error' });
    expect(requests).toHaveLength(2);
    const later = { ...portsAt(3, vendors, 0), clock: () => '2026-11-02T10:00:30.000Z' };
    expect((await resetPracticeAttempt(later, learner, second.attemptId)).status).toBe('created');
    expect(requests).toHaveLength(3);
  });

  it('are counted per exam and learner, and not without a limit', async () => {
    const exams = [await storedExam(stores), await storedExam(stores)] as const;
    const { vendors, requests } = aVendor();
    const [first, second] = [aLearner(), aLearner()];
    for (const [examId, learner] of [
      [exams[0], first],
      [exams[1], first],
      [exams[0], second],
    ] as const) {
      await createAttempt(portsAt(1, vendors, 0), learner, attemptRequest(examId));
    }
    expect(requests).toHaveLength(3);
    const third = aLearner();
    for (let failure = 0; failure < 30; failure++) {
      await createAttempt(portsAt(0, anUnreachableVendor().vendors, 0), third, attemptRequest(exams[0])).catch(
        () => {},
      );
    }
    await createAttempt(portsAt(0, vendors, 0), third, attemptRequest(exams[0]));
    expect(requests).toHaveLength(4);
  });
});
