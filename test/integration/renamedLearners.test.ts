import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { listAttempts } from '../../src/usecases/attempts/listAttempts.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { renewNames, renewPendingNames } from '../../src/usecases/learners/renewNames.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

/** Copies of a learner's names in attempts and allowances follow the learner; the history does not. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const KEY = 'additional_time_granted';
const LATE = '9999-01-01T00:00:00.000Z';
const someone = (given: Partial<KnownLearner> = {}): KnownLearner => {
  const id = Math.floor(Math.random() * 2 ** 40) + 1;
  return { id, username: `u${id}`, email: `u${id}@example.com`, name: 'Ada Byron', ...given };
};
const register = (...learners: KnownLearner[]) => registerLearners(stores.ports, STAFF, learners);
const grant = (examId: number, userId: number, value = '5') =>
  setAllowance(stores.ports, STAFF, { examId, userInfo: userId, key: KEY, value });
const read = async (attemptId: number) => (await stores.ports.attempts.read(attemptId)) ?? expect.fail('it is gone');
const byToken = ({ id, ...names }: KnownLearner) => aCaller({ ...names, userId: id });
const entry = async (key: string) =>
  (await stores.client.send(new GetCommand({ TableName: stores.tables.directory, Key: { key }, ConsistentRead: true })))
    .Item;
const runSchedule = () =>
  renewPendingNames(
    { ...stores.ports, onFailure: ({ error }) => expect.fail(String(error)) },
    { hasTime: () => true, until: LATE },
  );

/** A learner with two attempts and an allowance, in a course of its own. */
async function scene(given: Partial<KnownLearner> = {}) {
  const courseId = `course-v1:X+${Math.random()}+1`;
  const person = someone(given);
  await register(person);
  const [first, second] = await Promise.all([1, 2].map(() => storedExam(stores, { courseId })));
  const attempts = [];
  for (const examId of [first ?? 0, second ?? 0]) attempts.push(await storedAttempt(stores, examId, { user: person }));
  await grant(first ?? 0, person.id);
  const shown = async () => {
    const { listed } = await listAttempts(stores.ports, STAFF, courseId, { cursor: '' });
    const allowances = await stores.ports.allowances.ofCourse(courseId);
    return {
      listed: listed.map(({ attempt }) => attempt.user),
      students: listed.map(({ attempt }) => attempt.studentName),
      granted: allowances.map(({ user }) => user),
    };
  };
  const found = async (search: string) =>
    (await listAttempts(stores.ports, STAFF, courseId, { cursor: '', search })).listed.length;
  return { courseId, person, examId: first ?? 0, attempts, shown, found };
}

describe('a learner who is renamed', () => {
  it.each(['by the LMS', 'by their own token'])(
    '%s: attempts, searches and allowances have the present name',
    async by => {
      const { person, attempts, shown, found, examId } = await scene();
      const renamed = { ...person, username: `${person.username}-new`, email: `new-${person.email}`, name: 'Ada King' };
      const edited = attempts[1] ?? expect.fail('no attempt');
      await changeStudentName(stores.ports, STAFF, edited.attemptId, 'As on the passport');
      const before = await read(edited.attemptId);
      if (by === 'by the LMS') await register(renamed);
      else {
        const request = { examId: await storedExam(stores), startClock: false, attemptProctored: true };
        await createAttempt(stores.ports, byToken(renamed), request);
      }
      const { name: _, ...user } = renamed;
      expect(await shown()).toEqual({
        listed: [user, user],
        students: ['As on the passport', 'Ada King'],
        granted: [user],
      });
      expect([await found(renamed.username), await found(` ${person.email}`.trim())]).toEqual([2, 2]);
      // Nothing else changes, so that nothing is archived.
      const after = await read(edited.attemptId);
      const { version, modifiedAt, lastChange } = after;
      expect(after).toEqual({ ...before, user, version, modifiedAt, lastChange });
      expect((await stores.ports.allowances.read(examId, person.id, KEY))?.value).toBe('5');
      const { Items: former } = await stores.client.send(
        new QueryCommand({
          TableName: stores.tables.exams,
          KeyConditionExpression: 'exam_id = :id AND begins_with(entry, :former)',
          ExpressionAttributeValues: { ':id': examId, ':former': 'former_allowance#' },
        }),
      );
      expect(former).toEqual([]);
      // Again it costs what a registration costs.
      stores.calls.take();
      await register(renamed);
      expect(stores.calls.take()).toEqual(['BatchGetItem']);
    },
  );

  it('whose entry is from before copies were renewed: the LMS mends them by registering the learner again', async () => {
    const { person, attempts, shown } = await scene();
    const first = attempts[0] ?? expect.fail('no attempt');
    const stored = await read(first.attemptId);
    const user = { ...stored.user, username: 'long-ago' };
    await stores.ports.attempts.write(stored, { ...stored, user, version: stored.version + 1 });
    const item = await entry(`learner#${person.id}`);
    const { renewal: _, ...old } = item ?? {};
    await stores.client.send(new PutCommand({ TableName: stores.tables.directory, Item: old }));
    await register(person);
    expect((await shown()).listed.map(({ username }) => username)).toEqual([person.username, person.username]);
    expect(await entry(`learner#${person.id}`)).toMatchObject({ renewal: 'done' });
  });
});

describe('a renewal', () => {
  it('that has no time left is finished by the schedule, and looked at once more a run later', async () => {
    await Promise.all([runSchedule(), runSchedule()]);
    const { person, shown, courseId } = await scene();
    const renamed = { ...person, username: `${person.username}-new` };
    const { learners } = stores.ports;
    expect((await learners.register([renamed])).stale).toEqual([person.id]);
    expect(await renewNames(stores.ports, person.id, { until: '2000' })).toBe(false);
    expect((await shown()).listed[0]?.username).toBe(person.username);
    await runSchedule();
    expect((await shown()).listed.map(({ username }) => username)).toEqual([renamed.username, renamed.username]);
    // Created with the former name by whoever had read it just before.
    const late = await storedAttempt(stores, await storedExam(stores, { courseId }));
    const { user } = late;
    const stale = { ...late, user: { ...user, id: person.id, username: person.username } };
    await stores.client.send(
      new PutCommand({
        TableName: stores.tables.directory,
        Item: { ...(await entry(`code#${late.attemptCode}`)), learner_id: person.id },
      }),
    );
    await stores.ports.attempts.write(late, { ...stale, version: late.version + 1 });
    await runSchedule();
    expect((await read(late.attemptId)).user.username).toBe(renamed.username);
    expect(await entry(`renewal#${person.id}`)).toBeUndefined();
    stores.calls.take();
    await runSchedule();
    expect(stores.calls.take()).toEqual(['Query']);
  });

  it('at the same moment as the learner’s own actions: both are done', async () => {
    for (let round = 0; round < 5; round++) {
      const { person, attempts, examId } = await scene();
      const attemptId = attempts[0]?.attemptId ?? 0;
      const names = ['a', 'b', 'c'].map(end => ({ ...person, username: `${person.username}-${end}` }));
      await Promise.all([
        actOnAttempt(stores.ports, byToken(person), attemptId, 'start'),
        grant(examId, person.id, '30'),
        ...names.map(one => register(one)),
      ]);
      await runSchedule();
      const { username } = (await stores.ports.learners.find(person.id)) ?? {};
      expect(await read(attemptId)).toMatchObject({ status: 'started', allowedTimeSeconds: 7200, user: { username } });
      expect(await stores.ports.allowances.read(examId, person.id, KEY)).toMatchObject({
        value: '30',
        user: { username },
      });
    }
  });

  it('never names a retired learner again, whenever they are retired', async () => {
    for (let round = 0; round < 5; round++) {
      const { person, attempts, examId } = await scene();
      const renamed = { ...person, username: `${person.username}-new` };
      await stores.ports.learners.register([renamed]);
      await Promise.all([
        renewNames(stores.ports, person.id, { until: LATE }),
        eraseLearner(stores.ports, STAFF, person.id),
      ]);
      await eraseLearner(stores.ports, STAFF, person.id);
      await runSchedule();
      for (const { attemptId } of attempts) {
        expect(await read(attemptId)).toMatchObject({ user: { username: '', email: '' }, studentName: '' });
      }
      expect((await stores.ports.allowances.read(examId, person.id, KEY))?.user).toMatchObject({
        username: '',
        email: '',
      });
      await removeAllowance(stores.ports, STAFF, { examId, userId: person.id, key: KEY });
    }
  });
});
