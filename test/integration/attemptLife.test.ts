import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { type AttemptRequest, createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';

let stores: FreshStores;
let examId: number;
const learner = aCaller();

beforeAll(async () => {
  stores = await freshStores();
  examId = await createExam(stores.ports, STAFF, anExam());
});

function request(onBehalf: AttemptRequest['onBehalf'] = {}): AttemptRequest {
  const id = Math.floor(Math.random() * 2 ** 40);
  const user = { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' };
  return { examId, startClock: false, attemptProctored: true, onBehalf: { user, ...onBehalf } };
}

describe('creating an attempt', () => {
  it('refuses a second one for the same learner and exam, also when 50 ask at once', async () => {
    const one = request();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => createAttempt(stores.ports, STAFF, one)),
    );
    const refused = outcomes.filter(outcome => outcome.status === 'rejected');
    expect(refused).toHaveLength(49);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'attempt_already_exists' });
  });

  it('takes the code and the place of an attempt that somebody deleted from the table', async () => {
    const one = request({ attemptCode: randomUUID(), externalId: randomUUID() });
    const first = await createAttempt(stores.ports, STAFF, one);
    await stores.client.send(
      new DeleteCommand({ TableName: stores.tables.attempts, Key: { attempt_id: first.attemptId } }),
    );
    const second = await createAttempt(stores.ports, STAFF, one);
    expect(await locateAttempt(stores.ports, second.attemptCode)).toEqual({ attempt: second, isArchived: false });
  });
});

describe('two changes at the same moment', () => {
  it('lose no update: 30 name changes against a submit', async () => {
    const made = await createAttempt(stores.ports, STAFF, request({ user: { ...learner, id: learner.userId } }));
    const names = Array.from({ length: 30 }, (_, index) => `Name ${index}`);
    await Promise.all([
      ...names.map(name => changeStudentName(stores.ports, STAFF, made.attemptId, name)),
      actOnAttempt(stores.ports, learner, made.attemptId, 'submit'),
    ]);
    const after = await stores.ports.attempts.read(made.attemptId);
    expect(after).toMatchObject({ status: 'submitted', version: 32 });
    expect(names).toContain(after?.studentName);
    await removeAttempt(stores.ports, STAFF, made.attemptId, null);
  });

  it('let one start win and refuse the others', async () => {
    const made = await createAttempt(stores.ports, STAFF, request({ user: { ...learner, id: learner.userId } }));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => actOnAttempt(stores.ports, learner, made.attemptId, 'start')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await stores.ports.attempts.read(made.attemptId)).toMatchObject({ status: 'started', version: 2 });
  });

  it('let one of two removals win', async () => {
    const made = await createAttempt(stores.ports, STAFF, request());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => removeAttempt(stores.ports, STAFF, made.attemptId, null)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('locating', () => {
  it('never misses while the attempt is being removed', async () => {
    for (let round = 0; round < 20; round++) {
      const made = await createAttempt(stores.ports, STAFF, request());
      const removal = removeAttempt(stores.ports, STAFF, made.attemptId, null);
      const looks = Array.from({ length: 10 }, () => locateAttempt(stores.ports, made.attemptCode));
      for (const { attempt } of await Promise.all(looks)) expect(attempt.attemptId).toBe(made.attemptId);
      await removal;
    }
  });
});
