import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { AttemptRequest } from '../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, anExam, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await createExam(stores.ports, STAFF, anExam());
});

function request(onBehalf: AttemptRequest['onBehalf'] = {}): AttemptRequest {
  const id = Math.floor(Math.random() * 2 ** 40);
  const user = { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' };
  return { examId, startClock: false, attemptProctored: true, onBehalf: { user, ...onBehalf } };
}

describe('creating an attempt', () => {
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
