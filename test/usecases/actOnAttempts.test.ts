import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { Overloaded } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { actOnAttempts, type BulkRequest } from '../../src/usecases/attempts/actOnAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addCourseStaff, removeCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import type { RowFailure } from '../../src/usecases/ports/rowFailures.ts';
import { aCaller, COURSE, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
let examId: number;
let rowFailures: RowFailure[];
beforeAll(async () => {
  examId = await storedExam(stores);
});
beforeEach(() => {
  rowFailures = [];
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
  const onRowFailure = (failure: RowFailure) => rowFailures.push(failure);
  const input = { action: 'verify', attempts, reason: null, isDryRun: false, ...request } as const;
  return actOnAttempts({ ...ports, onRowFailure }, caller, input);
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
    expect(rowFailures).toEqual([]);
    expect((await read(submitted))?.status).toBe(isDryRun ? 'submitted' : 'verified');
  });

  it('skips the own attempt of course staff, in a preview too, but not of global staff', async () => {
    const caller = aCaller({ userId: 4711, courseStaff: [COURSE] });
    const own = await storedAttempt(stores, await storedExam(stores), {
      user: { id: 4711, username: 'staff4711', email: 'x@example.com' },
    });
    const other = await attemptWith('submit');
    for (const isDryRun of [true, false]) {
      const results = await bulk([own, other], { action: 'remove', isDryRun }, { caller });
      expect(results).toMatchObject([{ ok: false, code: 'forbidden' }, { ok: true }]);
    }
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

describe('callers whose attempts are all removed meanwhile', () => {
  const removed = async () => {
    const attempt = await attemptWith('submit');
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    return attempt;
  };

  it('have a result for each as staff of a course, by the token or by the table', async () => {
    const [courseId, attempt] = [newCourseId(), await removed()];
    await addCourseStaff(stores.ports, STAFF, [{ courseId, userId: 905 }]);
    for (const caller of [STAFF, COURSE_STAFF, aCaller({ userId: 905 })]) {
      const results = await bulk([attempt, { attemptId: 7 }], {}, { caller });
      expect(results.map(result => !result.ok && result.code)).toEqual(['attempt_not_found', 'attempt_not_found']);
    }
  });

  it('get no result otherwise, as where an attempt exists', async () => {
    const [courseId, attempt] = [newCourseId(), await removed()];
    await addCourseStaff(stores.ports, STAFF, [{ courseId, userId: 906 }]);
    await removeCourseStaff(stores.ports, STAFF, [{ courseId, userId: 906 }]);
    const errors = await Promise.all(
      [[attempt], [{ attemptId: 7 }], [await attemptWith('submit')]].map(rows =>
        bulk(rows, {}, { caller: aCaller({ userId: 906 }) }).catch(error => [error.code, error.message]),
      ),
    );
    expect(errors).toEqual(Array(3).fill(['forbidden', 'Only staff of the course of an attempt may do this.']));
  });
});

describe('a request that cannot be completed', () => {
  const failing = (failures: readonly number[], error: Error = new Overloaded('throttled')) => ({
    ...stores.ports,
    attempts: {
      ...stores.ports.attempts,
      write: (before: Attempt, after: Attempt) =>
        failures.includes(before.attemptId) ? Promise.reject(error) : stores.ports.attempts.write(before, after),
    },
  });
  const unreadable = ({ attemptId }: Attempt, error: Error) => ({
    ...stores.ports,
    attempts: {
      ...stores.ports.attempts,
      read: (id: number) => (id === attemptId ? Promise.reject(error) : stores.ports.attempts.read(id)),
    },
  });

  it('has a row for an unexpected error, reported by the id of the attempt alone, and carries out the others', async () => {
    const attempts = await Promise.all(Array.from({ length: 12 }, () => attemptWith('submit')));
    const { attemptId = 0 } = attempts[1] ?? {};
    const error = new TypeError('of user ada@example.com');
    const results = await bulk(attempts, {}, { ports: failing([attemptId], error) });
    const detail = 'Internal error. Read the attempt before you repeat the action: it may have been carried out.';
    expect(results[1]).toEqual({ attemptId, ok: false, code: 'internal_error', detail });
    expect(results.filter(({ ok }) => ok)).toHaveLength(11);
    const statuses = (await Promise.all(attempts.map(read))).map(attempt => attempt?.status);
    expect(statuses).toEqual(attempts.map((_, index) => (index === 1 ? 'submitted' : 'verified')));
    expect(rowFailures).toEqual([{ attemptId, error }]);
  });

  it('has a row for an attempt that cannot be read, but none for callers who are not staff', async () => {
    const [first, second] = [await attemptWith('submit'), await attemptWith('submit')];
    const error = new TypeError('a manual edit');
    const ports = unreadable(first, error);
    expect(await bulk([first, second], {}, { ports })).toMatchObject([
      { attemptId: first.attemptId, ok: false, code: 'internal_error' },
      { attemptId: second.attemptId, ok: true, isChanged: true },
    ]);
    expect(rowFailures).toEqual([{ attemptId: first.attemptId, error }]);
    const denied = bulk([first], {}, { ports, caller: aCaller({ userId: 12 }) });
    await expect(denied).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is the overload itself where one attempt is not read for it', async () => {
    const [first, second] = [await attemptWith('submit'), await attemptWith('submit')];
    const ports = unreadable(second, new Overloaded('throttled'));
    await expect(bulk([first, second], {}, { ports })).rejects.toBeInstanceOf(Overloaded);
    expect((await read(first))?.status).toBe('submitted');
  });

  it('has rows of the overload beside those that succeeded, and begins no further one', async () => {
    const attempts = await Promise.all(Array.from({ length: 12 }, () => attemptWith('submit')));
    const results = await bulk(attempts, {}, { ports: failing([attempts[1]?.attemptId ?? 0]) });
    const codes = results.map(result => (result.ok ? 'ok' : result.code));
    expect(codes.slice(0, 3)).toEqual(['ok', 'overloaded', 'ok']);
    expect(codes.slice(10)).toEqual(['overloaded', 'overloaded']);
    const [detail] = results.flatMap(result => (result.ok ? [] : result.detail));
    expect(detail).toBe('The service is overloaded, or the request ran out of time.');
    expect(rowFailures).toEqual([]);
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
      { ok: false, code: 'busy', detail: 'Not processed in the time of a request. Repeat it.' },
    ]);
    expect(await read(attempt)).toEqual(attempt);
  });

  it('does not remove an attempt that changes after it was checked', async () => {
    const attempt = await attemptWith('start');
    const { attempts } = stores.ports;
    const remove: typeof attempts.remove = async (...args) => {
      await actOnAttempt(stores.ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'submit');
      return attempts.remove(...args);
    };
    const ports = { ...stores.ports, attempts: { ...attempts, remove } };
    const rows = [{ ...attempt, ifVersion: attempt.version }];
    expect(await bulk(rows, { action: 'remove' }, { ports })).toMatchObject([{ ok: false, code: 'attempt_changed' }]);
    expect(await read(attempt)).toMatchObject({ status: 'submitted' });
  });
});
