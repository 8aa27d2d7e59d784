import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { renewNames, renewPendingNames } from '../../src/usecases/learners/renewNames.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { renamingScenarios } from '../support/scenarios/renamedLearners.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** Copies of a learner's names in attempts and allowances follow the learner; the history does not. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const LATE = '9999-01-01T00:00:00.000Z';
const { register, read, setUp } = renamingScenarios(() => stores);
const entry = async (key: string) =>
  (await stores.client.send(new GetCommand({ TableName: stores.tables.directory, Key: { key }, ConsistentRead: true })))
    .Item;
const runSchedule = () =>
  renewPendingNames(
    { ...stores.ports, onFailure: ({ error }) => expect.fail(String(error)) },
    { hasTime: () => true, until: LATE },
  );

describe('a learner who is renamed', () => {
  it('is renewed in attempts and allowances; the next registration costs the usual calls', async () => {
    const { person, visibleNames, examId } = await setUp();
    const renamed = { ...person, username: `${person.username}-new`, email: `new-${person.email}`, name: 'Ada King' };
    await register(renamed);
    const { name: _, ...user } = renamed;
    expect(await visibleNames()).toEqual({ listed: [user, user], students: ['Ada King', 'Ada King'], granted: [user] });
    const { Items: former } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.exams,
        KeyConditionExpression: 'exam_id = :id AND begins_with(entry, :former)',
        ExpressionAttributeValues: { ':id': examId, ':former': 'former_allowance#' },
      }),
    );
    expect(former).toEqual([]);
    stores.calls.take();
    await register(renamed);
    expect(stores.calls.take()).toEqual(['BatchGetItem']);
  });

  it('with an entry of an earlier release is renewed when the LMS registers the learner again', async () => {
    const { person, attempts, visibleNames } = await setUp();
    const first = attempts[0] ?? expect.fail('no attempt');
    const stored = await read(first.attemptId);
    const user = { ...stored.user, username: 'long-ago' };
    await stores.ports.attempts.write(stored, { ...stored, user, version: stored.version + 1 });
    const item = await entry(`learner#${person.id}`);
    const { renewal: _, ...old } = item ?? {};
    await stores.client.send(new PutCommand({ TableName: stores.tables.directory, Item: old }));
    await register(person);
    expect((await visibleNames()).listed.map(({ username }) => username)).toEqual([person.username, person.username]);
    expect(await entry(`learner#${person.id}`)).toMatchObject({ renewal: 'done' });
  });
});

describe('a renewal', () => {
  it('without time left is completed by the schedule, and checked once more a run later', async () => {
    await Promise.all([runSchedule(), runSchedule()]);
    const { person, visibleNames, courseId } = await setUp();
    const renamed = { ...person, username: `${person.username}-new` };
    const { learners } = stores.ports;
    expect((await learners.register([renamed])).staleLearners).toEqual([person.id]);
    expect(await renewNames(stores.ports, person.id, { until: '2000' })).toBe(false);
    expect((await visibleNames()).listed[0]?.username).toBe(person.username);
    await runSchedule();
    expect((await visibleNames()).listed.map(({ username }) => username)).toEqual([renamed.username, renamed.username]);
    // Created with the former name, by a request that had read it just before.
    const attempt = await storedAttempt(stores, await storedExam(stores, { courseId }));
    const { user } = attempt;
    const stale = { ...attempt, user: { ...user, id: person.id, username: person.username } };
    await stores.client.send(
      new PutCommand({
        TableName: stores.tables.directory,
        Item: { ...(await entry(`code#${attempt.attemptCode}`)), learner_id: person.id },
      }),
    );
    await stores.ports.attempts.write(attempt, { ...stale, version: attempt.version + 1 });
    await runSchedule();
    expect((await read(attempt.attemptId)).user.username).toBe(renamed.username);
    expect(await entry(`renewal#${person.id}`)).toBeUndefined();
    stores.calls.take();
    await runSchedule();
    expect(stores.calls.take()).toEqual(['Query']);
  });
});
