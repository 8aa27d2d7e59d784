import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_ATTEMPT_CODE_LENGTH, MAX_EXTERNAL_ID_LENGTH } from '../../src/domain/attempts/attemptIds.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import {
  findByExternalId,
  locateAttempt,
  locateForAnyStaff,
  locateForStaff,
} from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { aCaller, anAttempt, COURSE, NOW, newCourseId, newLearnerId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

describe('locating an attempt code', () => {
  it('finds a live attempt, and rejects a code that was never issued', async () => {
    const attempt = await storedAttempt(stores, examId);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toEqual({ attempt, isArchived: false });
    await expect(locateAttempt(stores.ports, 'NEVER-ISSUED')).rejects.toMatchObject({
      code: 'attempt_code_not_located',
      message: 'Could not locate attempt code NEVER-ISSUED.',
    });
  });

  it('finds an attempt as archived from its removal on, before any history item', async () => {
    const attempt = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, 'test');
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toEqual({ attempt, isArchived: true });
    expect(stores.database.history).toEqual([]);
  });

  it('finds the live attempt where a removed one had the code', async () => {
    const removed = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, removed.attemptId, null);
    const live = await storedAttempt(stores, examId, { attemptCode: removed.attemptCode });
    expect(await locateAttempt(stores.ports, removed.attemptCode)).toEqual({ attempt: live, isArchived: false });
  });

  it('finds the newest of several removed attempts with the code, whether the history has them or not', async () => {
    const first = await storedAttempt(stores, examId);
    const { attemptCode } = first;
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const second = await storedAttempt(stores, examId, { attemptCode });
    await removeAttempt(stores.ports, STAFF, second.attemptId, null);
    const newest = { attempt: second, isArchived: true };
    expect(await locateAttempt(stores.ports, attemptCode)).toEqual(newest);
    stores.archive();
    stores.database.codeClaims.delete(attemptCode);
    expect(await locateAttempt(stores.ports, attemptCode)).toEqual(newest);
  });

  it('finds an attempt live that was restored manually after its removal', async () => {
    const attempt = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    stores.database.attempts.set(attempt.attemptId, attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toEqual({ attempt, isArchived: false });
  });

  it('looks up codes and external ids of the permitted length only', async () => {
    const [attemptCode, externalId] = ['C'.repeat(MAX_ATTEMPT_CODE_LENGTH), 'e'.repeat(MAX_EXTERNAL_ID_LENGTH)];
    const attempt = await storedAttempt(stores, examId, { attemptCode, externalId });
    expect(await locateAttempt(stores.ports, attemptCode)).toEqual({ attempt, isArchived: false });
    expect(await findByExternalId(stores.ports, externalId)).toEqual({ attempt, isArchived: false });
    const unread = () => expect.fail('an overlong key was read');
    const ports = { ...stores.ports, directory: { readCode: unread, readExternal: unread } };
    await expect(locateAttempt(ports, `${attemptCode}C`)).rejects.toMatchObject({ code: 'attempt_code_not_located' });
    expect(await findByExternalId(ports, `${externalId}e`)).toBeUndefined();
  });
});

describe('an attempt that was deleted manually', () => {
  const submitted = async (attemptCode: string = randomUUID()) => {
    const attempt = await storedAttempt(stores, examId, { attemptCode });
    await actOnAttempt(stores.ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'submit');
    return attempt;
  };

  it('is archived as it was created, until its history is written', async () => {
    const attempt = await submitted();
    stores.deleteManually(attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toEqual({ attempt, isArchived: true });
    stores.archive();
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({
      attempt: { attemptId: attempt.attemptId, status: 'submitted', version: 2 },
      isArchived: true,
    });
  });

  it('has the status of its last change while the history lacks its removal', async () => {
    const attempt = await submitted();
    stores.archive();
    stores.deleteManually(attempt);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({
      attempt: { attemptId: attempt.attemptId, status: 'submitted' },
      isArchived: true,
    });
  });

  it('is not mistaken for an earlier attempt with its code', async () => {
    const earlier = await submitted();
    await removeAttempt(stores.ports, STAFF, earlier.attemptId, null);
    stores.archive();
    const later = await storedAttempt(stores, examId, { attemptCode: earlier.attemptCode });
    stores.deleteManually(later);
    expect(await locateAttempt(stores.ports, earlier.attemptCode)).toEqual({ attempt: later, isArchived: true });
  });

  it('is located by its history if its code was deleted, too', async () => {
    const attempt = await submitted();
    stores.deleteManually(attempt);
    stores.archive();
    stores.database.codeClaims.delete(attempt.attemptCode);
    expect(await locateAttempt(stores.ports, attempt.attemptCode)).toMatchObject({
      attempt: { attemptId: attempt.attemptId, status: 'submitted' },
      isArchived: true,
    });
  });
});

describe('locating a code whose attempt changes between two reads', () => {
  /** Stores in which something happens before the first read of an attempt. */
  const beforeFirstRead = (happens: () => Promise<unknown>) => {
    let hasHappened = false;
    const read: typeof stores.ports.attempts.read = async attemptId => {
      if (!hasHappened) await happens();
      hasHappened = true;
      return stores.ports.attempts.read(attemptId);
    };
    return { ...stores.ports, attempts: { ...stores.ports.attempts, read } };
  };

  it('finds it archived as it was removed', async () => {
    const attempt = await storedAttempt(stores, examId);
    const ports = beforeFirstRead(async () => {
      await actOnAttempt(stores.ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'submit');
      await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    });
    expect(await locateAttempt(ports, attempt.attemptCode)).toMatchObject({
      attempt: { attemptId: attempt.attemptId, status: 'submitted' },
      isArchived: true,
    });
  });

  it('finds the attempt that has the code by now', async () => {
    const { attemptId, attemptCode } = await storedAttempt(stores, examId);
    const ports = beforeFirstRead(async () => {
      await removeAttempt(stores.ports, STAFF, attemptId, null);
      await storedAttempt(stores, examId, { attemptCode });
    });
    const located = await locateAttempt(ports, attemptCode);
    expect(located).toMatchObject({ attempt: { attemptCode }, isArchived: false });
    expect(located.attempt.attemptId).toBeGreaterThan(attemptId);
  });

  it('does not find it if its code is deleted', async () => {
    const attempt = await storedAttempt(stores, examId);
    const ports = beforeFirstRead(async () => {
      stores.deleteManually(attempt);
      stores.database.codeClaims.delete(attempt.attemptCode);
    });
    await expect(locateAttempt(ports, attempt.attemptCode)).rejects.toMatchObject({ code: 'attempt_code_not_located' });
  });

  it('reads the directory anew at most 20 times', async () => {
    let reads = 0;
    const readCode = async (attemptCode: string) => {
      reads += 1;
      return { attempt: anAttempt({ attemptId: reads, attemptCode }), removal: null };
    };
    const ports = { ...stores.ports, directory: { ...stores.ports.directory, readCode } };
    await expect(locateAttempt(ports, 'MOVING')).rejects.toMatchObject({ code: 'attempt_code_not_located' });
    expect(reads).toBe(21);
  });
});

describe('locating an attempt code for staff', () => {
  const FOREIGN_COURSE = newCourseId();
  const foreignStaff = () => aCaller({ userId: 3, courseStaff: [FOREIGN_COURSE] });
  /** Staff by the table; a new object, as the entries are read once for each. */
  const added = async (courseId: string) => {
    const userId = newLearnerId();
    await addCourseStaff(stores.ports, STAFF, [{ courseId, userId }]);
    return aCaller({ userId });
  };
  const FORBIDDEN = { code: 'forbidden', message: 'Only staff may do this.' };

  it('discloses to nobody else whether the code exists', async () => {
    const { attemptCode, user } = await storedAttempt(stores, examId);
    for (const caller of [aCaller(), aCaller({ userId: user.id }), await added(FOREIGN_COURSE)]) {
      for (const code of [attemptCode, 'NEVER-ISSUED']) {
        await expect(locateForAnyStaff(stores.ports, caller, code)).rejects.toMatchObject(FORBIDDEN);
      }
    }
    const unknown = locateForAnyStaff(stores.ports, foreignStaff(), 'NEVER-ISSUED');
    await expect(unknown).rejects.toMatchObject({ code: 'attempt_code_not_located' });
  });

  it('finds it for staff of any course by the token, and for added staff of its course', async () => {
    const attempt = await storedAttempt(stores, examId);
    const located = { attempt, isArchived: false };
    expect(await locateForAnyStaff(stores.ports, foreignStaff(), attempt.attemptCode)).toEqual(located);
    expect(await locateForAnyStaff(stores.ports, await added(COURSE), attempt.attemptCode)).toEqual(located);
    expect(await locateForStaff(stores.ports, await added(COURSE), attempt.attemptCode)).toMatchObject(located);
  });

  it('shows the attempt to staff of its course only', async () => {
    const { attemptCode } = await storedAttempt(stores, examId);
    await expect(locateForStaff(stores.ports, foreignStaff(), attemptCode)).rejects.toMatchObject({
      code: 'forbidden',
      message: `Only staff of its course may locate attempt code ${attemptCode}.`,
    });
    const history = (caller = foreignStaff()) => readHistory(stores.ports, caller, attemptCode, { limit: 10 });
    await expect(history()).rejects.toMatchObject({ code: 'forbidden' });
    expect((await history(await added(COURSE))).entries).toEqual([]);
  });

  it('shows a live attempt with its time-out, and an archived one as it was removed', async () => {
    const { attemptId, attemptCode } = await storedAttempt(stores, examId);
    stores.editManually({ attemptId }, { status: 'started', startedAt: NOW, allowedTimeSeconds: 1 });
    const locate = () => locateForStaff(stores.ports, STAFF, attemptCode);
    expect(await locate()).toMatchObject({ attempt: { status: 'submitted' }, isArchived: false });
    await removeAttempt(stores.ports, STAFF, attemptId, null);
    const removed = await locate();
    expect(removed).toMatchObject({ isArchived: true });
    expect(removed).toMatchObject(await locateAttempt(stores.ports, attemptCode));
  });

  /** An attempt with a history of as many entries of its course, among them one of the foreign course. */
  async function historyWithForeignEntry(count: number, position: number) {
    const live = await storedAttempt(stores, examId);
    const foreign = anAttempt({ attemptCode: live.attemptCode, courseId: FOREIGN_COURSE });
    for (let index = 1; index <= count; index++) {
      stores.database.history.push({
        key: String(count - index).padStart(16, '0'),
        entry: {
          attempt: index === position ? foreign : live,
          ...{ change: 'removed', toStatus: null, changedAt: NOW, reason: null },
          changedBy: { role: 'staff', userId: 900 },
        },
      });
    }
    return { attemptCode: live.attemptCode, foreign };
  }

  it.each([
    [150, 50],
    [150, 100],
    [150, 150],
    [1100, 1000],
  ])('of %i history entries leads staff of another course to their own at position %i', async (count, position) => {
    const { attemptCode, foreign } = await historyWithForeignEntry(count, position);
    const expected = { attempt: foreign, isArchived: true };
    expect(await locateForStaff(stores.ports, foreignStaff(), attemptCode)).toMatchObject(expected);
    expect(await locateForStaff(stores.ports, await added(FOREIGN_COURSE), attemptCode)).toMatchObject(expected);
  });

  it('searches the newest 1,000 history entries', async () => {
    const { attemptCode } = await historyWithForeignEntry(1100, 1001);
    await expect(locateForStaff(stores.ports, foreignStaff(), attemptCode)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
