import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { Overloaded } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { actOnAttempts, type BulkRequest } from '../../src/usecases/attempts/actOnAttempts.ts';
import { aCaller, COURSE, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
let examId: number;
beforeAll(async () => {
  examId = await storedExam(stores);
});

const COURSE_STAFF = aCaller({ userId: 901, courseStaff: [COURSE] });
const read = ({ attemptId }: Attempt) => stores.ports.attempts.read(attemptId);

async function attemptWith(...actions: ('start' | 'submit' | 'error')[]): Promise<Attempt> {
  let attempt: Attempt = await storedAttempt(stores, examId);
  const learner = aCaller({ userId: attempt.user.id });
  for (const action of actions) attempt = await actOnAttempt(stores.ports, learner, attempt.attemptId, action);
  return attempt;
}

function bulk(
  attempts: readonly (Pick<Attempt, 'attemptId'> & { ifVersion?: number })[],
  request: Partial<BulkRequest> = {},
  { caller = COURSE_STAFF, ports = stores.ports } = {},
) {
  return actOnAttempts(ports, caller, { action: 'verify', attempts, reason: null, isDryRun: false, ...request });
}

describe('an action on several attempts', () => {
  it.each(['verify', 'reject', 'mark_ready_to_resume', 'remove'] as const)(
    'is carried out on each with its author and reason, and previewed without a write: %s',
    async action => {
      const attempts = [await attemptWith('start', 'error'), await attemptWith('start', 'error')];
      const changed = attempts.map(({ attemptId }) => ({ attemptId, ok: true, isChanged: true }));
      const request = { action, reason: 'identity confirmed' };
      expect(await bulk(attempts, { ...request, isDryRun: true })).toEqual(changed);
      expect(await Promise.all(attempts.map(read))).toEqual(attempts);
      expect(await bulk(attempts, request)).toEqual(changed);
      for (const attempt of attempts) {
        const { lastChange } = (await read(attempt)) ?? {};
        const { removal } = (await stores.ports.directory.readCode(attempt.attemptCode)) ?? {};
        expect(action === 'remove' ? removal : lastChange).toMatchObject({
          by: { role: 'staff', userId: 901 },
          reason: 'identity confirmed',
        });
      }
    },
  );

  it.each([true, false])('has a result for each attempt, whatever the others are (preview: %s)', async isDryRun => {
    const [submitted, created, changed] = [
      await attemptWith('submit'),
      await attemptWith(),
      await attemptWith('submit'),
    ];
    const verified = await actOnAttempt(stores.ports, STAFF, (await attemptWith('submit')).attemptId, 'verify');
    const foreignExam = await storedExam(stores, { courseId: newCourseId() });
    const foreign = await storedAttempt(stores, foreignExam);
    const rows = [created, submitted, verified, { attemptId: 7 }, { ...changed, ifVersion: 1 }, foreign];
    const results = await bulk(rows, { isDryRun });
    expect(results.map(result => (result.ok ? result.isChanged : result.code))).toEqual([
      ...['illegal_status_transition', true, false, 'attempt_not_found', 'attempt_changed', 'forbidden'],
    ]);
    expect(results[4]).toMatchObject({ attemptId: changed.attemptId, attempt: changed });
    expect((await read(submitted))?.status).toBe(isDryRun ? 'submitted' : 'verified');
  });

  it('skips the own attempt of course staff, but not of global staff', async () => {
    const caller = aCaller({ userId: 4711, courseStaff: [COURSE] });
    const own = await storedAttempt(stores, await storedExam(stores), {
      user: { id: 4711, username: 'staff4711', email: 'x@example.com' },
    });
    const other = await attemptWith('submit');
    const [first, second] = await bulk([own, other], { action: 'remove' }, { caller });
    expect([first, second]).toMatchObject([{ ok: false, code: 'forbidden' }, { ok: true }]);
    expect(await read(own)).toBeDefined();
    expect(await bulk([own], { action: 'remove' }, { caller: { ...caller, isStaff: true } })).toMatchObject([
      { ok: true },
    ]);
  });

  it('decides by the time-out of an overdue attempt', async () => {
    const attempt = await attemptWith('start');
    const ports = { ...stores.ports, clock: () => laterBy(NOW, 10 ** 9) };
    const ifVersion = attempt.version + 1;
    for (const isDryRun of [true, false]) {
      const results = await bulk([{ ...attempt, ifVersion }], { isDryRun }, { ports, caller: STAFF });
      expect(results).toEqual([{ attemptId: attempt.attemptId, ok: true, isChanged: true }]);
    }
    expect(await read(attempt)).toMatchObject({ status: 'verified', version: attempt.version + 2 });
  });
});

describe('callers who are staff of none of the courses', () => {
  it.each([
    ['a learner', aCaller({ userId: 12 })],
    ['staff of another course', aCaller({ userId: 12, courseStaff: ['course-v1:Other+1+2'] })],
  ])('get no result, not even whether an attempt exists: %s', async (_case, caller) => {
    const attempt = await attemptWith('submit');
    for (const isDryRun of [true, false]) {
      await expect(bulk([attempt, { attemptId: 7 }], { isDryRun }, { caller })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect(await read(attempt)).toEqual(attempt);
  });

  it.each(['remove', 'verify'] as const)('nor the learner of the attempt: %s', async action => {
    const attempt = await attemptWith('submit');
    const caller = aCaller({ userId: attempt.user.id });
    await expect(bulk([attempt], { action }, { caller })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(bulk([{ attemptId: 7 }], { action }, { caller })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a request that cannot be completed', () => {
  const failing = (failures: readonly number[]) => ({
    ...stores.ports,
    attempts: {
      ...stores.ports.attempts,
      write: (before: Attempt, after: Attempt) =>
        failures.includes(before.attemptId)
          ? Promise.reject(new Overloaded('throttled'))
          : stores.ports.attempts.write(before, after),
    },
  });

  it('has rows of the overload beside those that succeeded, and begins no further one', async () => {
    const attempts = await Promise.all(Array.from({ length: 12 }, () => attemptWith('submit')));
    const results = await bulk(attempts, {}, { ports: failing([attempts[1]?.attemptId ?? 0]) });
    const codes = results.map(result => (result.ok ? 'ok' : result.code));
    expect(codes.slice(0, 3)).toEqual(['ok', 'overloaded', 'ok']);
    expect(codes.slice(10)).toEqual(['overloaded', 'overloaded']);
    expect((await read(attempts[11] as Attempt))?.status).toBe('submitted');
  });

  it('is the overload itself where nothing succeeded', async () => {
    const attempt = await attemptWith('submit');
    await expect(bulk([attempt], {}, { ports: failing([attempt.attemptId]) })).rejects.toBeInstanceOf(Overloaded);
  });

  it('has busy rows beyond the time of a request', async () => {
    const attempt = await attemptWith('submit');
    let reads = 0;
    const clock = () => laterBy(NOW, reads++ === 0 ? 0 : 15);
    expect(await bulk([attempt], {}, { ports: { ...stores.ports, clock } })).toMatchObject([
      { ok: false, code: 'busy' },
    ]);
    expect(await read(attempt)).toEqual(attempt);
  });
});
