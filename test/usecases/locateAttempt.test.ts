import { beforeAll, describe, expect, it } from 'vitest';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { STAFF } from '../support/builders.ts';
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
});
