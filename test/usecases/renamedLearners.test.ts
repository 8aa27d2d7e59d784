import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { uniqueNames } from '../../src/usecases/allowances/uniqueNames.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { readViolationReport } from '../../src/usecases/reviews/readViolationReport.ts';
import { aCaller, aDelivery, aKnownLearner, COURSE, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { renamingScenarios } from '../support/scenarios/renamedLearners.ts';
import { recordAsVendor, SETTINGS, storedExam } from '../support/scenarios/stored.ts';

/** Copies of a learner's names in attempts and allowances follow the learner; the history does not. */
const stores = inMemoryStores();

const { register, grant, read, setUp } = renamingScenarios(() => stores);
const byToken = ({ id, ...names }: KnownLearner) => aCaller({ ...names, userId: id });

describe('a learner who is renamed', () => {
  it.each(['by the LMS', 'by their own token'])(
    '%s: appears by the present name in attempts, searches and allowances',
    async registrar => {
      const { person, attempts, visibleNames, countMatches, examId } = await setUp();
      const renamed = { ...person, username: `${person.username}-new`, email: `new-${person.email}`, name: 'Ada King' };
      const edited = attempts[1] ?? expect.fail('no attempt');
      await changeStudentName(stores.ports, STAFF, edited.attemptId, 'As on the passport');
      const before = await read(edited.attemptId);
      if (registrar === 'by the LMS') await register(renamed);
      else {
        const request = { examId: await storedExam(stores), startClock: false, attemptProctored: true };
        await createAttempt(stores.ports, byToken(renamed), request);
      }
      const { name: _, ...user } = renamed;
      expect(await visibleNames()).toEqual({
        listed: [user, user],
        students: ['As on the passport', 'Ada King'],
        granted: [user],
      });
      expect([await countMatches(renamed.username), await countMatches(` ${person.email}`.trim())]).toEqual([2, 2]);
      // Nothing else changes, so that nothing is archived.
      const after = await read(edited.attemptId);
      const { version, modifiedAt, lastChange } = after;
      expect(after).toEqual({ ...before, user, version, modifiedAt, lastChange });
      expect((await stores.ports.allowances.read(examId, person.id, ADDITIONAL_TIME))?.value).toBe('5');
      expect(stores.database.formerAllowances).toEqual([]);
    },
  );

  it('whose former username belongs to another learner: each appears by the present name', async () => {
    const { person, courseId, visibleNames } = await setUp();
    const newOwner = aKnownLearner({ username: person.username });
    const renamed = { ...person, username: `${person.username}-old` };
    await register(renamed, newOwner);
    const examId = await storedExam(stores, { courseId });
    await grant(examId, newOwner.id);
    const { granted, listed } = await visibleNames();
    expect(granted.map(user => [user.id, user.username]).sort()).toEqual(
      [
        [person.id, renamed.username],
        [newOwner.id, person.username],
      ].sort(),
    );
    expect(listed.map(({ username }) => username)).toEqual([renamed.username, renamed.username]);
  });

  it('whose new name is not known yet: nobody appears by another learner’s name', async () => {
    const { person, courseId, visibleNames } = await setUp({ name: '' });
    const newOwner = aKnownLearner({ username: person.username });
    await register(newOwner);
    await grant(await storedExam(stores, { courseId }), newOwner.id);
    const { granted, listed, students } = await visibleNames();
    expect(listed.map(({ username }) => username)).toEqual(['', '']);
    expect(students).toEqual(['', '']);
    const names = await uniqueNames(stores.ports, granted);
    expect(names).toEqual(
      new Map([
        [person.id, String(person.id)],
        [newOwner.id, person.username],
      ]),
    );
    expect(await stores.ports.learners.find(person.id)).toMatchObject({ id: person.id, username: '' });
    await register({ ...person, username: `${person.username}-2` });
    expect((await visibleNames()).listed[0]?.username).toBe(`${person.username}-2`);
  });

  it('whose allowance has the former name: granting it again stores the present one', async () => {
    const { person, examId, visibleNames } = await setUp();
    const stale = await stores.ports.allowances.read(examId, person.id, ADDITIONAL_TIME);
    await stores.ports.nameCopies.renewAllowance(stale ?? expect.fail('nothing granted'), {
      ...person,
      username: 'long-ago',
    });
    await grant(examId, person.id);
    expect((await visibleNames()).granted[0]?.username).toBe(person.username);
  });

  it('whose attempt course staff created with another name', async () => {
    const person = aKnownLearner();
    const courseStaff = aCaller({ userId: 5, username: 'prof', courseStaff: [COURSE] });
    const { attemptId } = await createAttempt(stores.ports, courseStaff, {
      examId: await storedExam(stores),
      startClock: false,
      attemptProctored: true,
      onBehalf: { user: { id: person.id, username: 'a-guess', email: '' } },
    });
    expect(await stores.ports.learners.find(person.id)).toBeUndefined();
    await register(person);
    expect(await read(attemptId)).toMatchObject({ user: { username: person.username }, studentName: person.name });
  });

  it('with a removed attempt: the report has the present name, the archive the former one', async () => {
    const { person, attempts, courseId } = await setUp();
    const [live, removed] = attempts;
    for (const attempt of [live, removed]) {
      const delivery = aDelivery({
        attemptCode: attempt?.attemptCode ?? '',
        recordLocator: attempt?.externalId ?? '',
      });
      await recordAsVendor(stores.ports, SETTINGS, delivery);
    }
    await removeAttempt(stores.ports, STAFF, removed?.attemptId ?? 0, null);
    await register({ ...person, username: `${person.username}-new` });
    const { rows } = await readViolationReport(stores.ports, STAFF, courseId, { limit: 10 });
    expect(rows.map(({ attempt, isArchived }) => [attempt?.user.username, isArchived])).toEqual([
      [`${person.username}-new`, true],
      [`${person.username}-new`, false],
    ]);
    const archived = await stores.ports.directory.readCode(removed?.attemptCode ?? '');
    expect(archived?.attempt.user.username).toBe(person.username);
  });
});

describe('the history of a learner who is renamed', () => {
  it('has the name at the time of each change', async () => {
    const { person, attempts, examId } = await setUp();
    const { attemptId, attemptCode } = attempts[0] ?? expect.fail('no attempt');
    const learner = byToken(person);
    stores.archive();
    await actOnAttempt(stores.ports, learner, attemptId, 'start');
    stores.archive();
    await grant(examId, person.id, '10');
    await register({ ...person, username: `${person.username}-new` });
    await actOnAttempt(stores.ports, learner, attemptId, 'submit');
    stores.archive();
    await grant(examId, person.id, '15');
    const { entries } = await readHistory(stores.ports, STAFF, attemptCode, { limit: 10 });
    expect(entries.map(({ toStatus, attempt }) => [toStatus, attempt.user.username])).toEqual([
      ['submitted', `${person.username}-new`],
      ['started', person.username],
    ]);
    const former = stores.database.formerAllowances.filter(({ allowance }) => allowance.user.id === person.id);
    expect(former.map(({ allowance }) => [allowance.value, allowance.user.username])).toEqual([
      ['5', person.username],
      ['10', `${person.username}-new`],
    ]);
  });
});

describe('the unique name of a learner', () => {
  const namesOf = async (stored: [id: number, username: string][], present: Record<number, string> = {}) => {
    const find = async (id: number | string) => {
      const username = present[Number(id)];
      return username === undefined ? undefined : aKnownLearner({ id: Number(id), username });
    };
    const users = stored.map(([id, username]) => ({ id, username, email: '' }));
    return [...(await uniqueNames({ learners: { find } }, users))].sort(([a], [b]) => a - b);
  };

  it('is the stored one, which needs no read of the learner', async () => {
    const learners = { find: () => Promise.reject(new Error('the learner is read')) };
    const users = [aKnownLearner({ id: 1, username: 'ada' }), aKnownLearner({ id: 2, username: 'grace' })];
    const names = await uniqueNames({ learners }, [...users, ...users]);
    expect(names).toEqual(
      new Map([
        [1, 'ada'],
        [2, 'grace'],
      ]),
    );
  });

  it.each<[string, [number, string][], Record<number, string>, [number, string][]]>([
    [
      'of several stored ones is the present one',
      [
        [1, 'ada'],
        [1, 'lovelace'],
      ],
      { 1: 'king' },
      [[1, 'king']],
    ],
    [
      'of two learners is that of its present owner',
      [
        [1, 'ada'],
        [2, 'ada'],
      ],
      { 1: 'king', 2: 'ada' },
      [
        [1, 'king'],
        [2, 'ada'],
      ],
    ],
    [
      'that another learner has is replaced by the id',
      [
        [1, 'a'],
        [1, 'b'],
        [2, 'ada'],
      ],
      { 1: 'ada' },
      [
        [1, '1'],
        [2, 'ada'],
      ],
    ],
    [
      'that two learners have at present is given once',
      [
        [1, 'ada'],
        [2, 'ada'],
      ],
      { 1: 'ada', 2: 'ada' },
      [
        [1, 'ada'],
        [2, '2'],
      ],
    ],
    ['that is not known is the id', [[1, '']], {}, [[1, '1']]],
    [
      'that is not known is the id with a sign if a username equals the id',
      [
        [1, ''],
        [2, '1'],
      ],
      {},
      [
        [1, '#1'],
        [2, '1'],
      ],
    ],
  ])('%s', async (_case, stored, present, expected) => {
    expect(await namesOf(stored, present)).toEqual(expected);
  });
});

describe('a renewal', () => {
  it('interrupted at any point is completed by the next call', async () => {
    for (const after of [0, 1, 2]) {
      const { person, visibleNames } = await setUp();
      const renamed = { ...person, username: `${person.username}-new` };
      let writes = 0;
      const attempts = {
        ...stores.ports.attempts,
        write: (...args: Parameters<typeof stores.ports.attempts.write>) => {
          if (writes++ >= after) throw new Error('cut off');
          return stores.ports.attempts.write(...args);
        },
      };
      await registerLearners({ ...stores.ports, attempts }, STAFF, [renamed]).catch(() => {});
      await register(renamed);
      const { listed, granted } = await visibleNames();
      expect([...listed, ...granted].map(({ username }) => username)).toEqual(Array(3).fill(renamed.username));
    }
  });
});

describe('any sequence of registrations by the LMS', () => {
  it('leaves no two learners under one username, and shows its owner by it', async () => {
    const courseId = newCourseId();
    const people = [aKnownLearner(), aKnownLearner(), aKnownLearner()];
    await register(...people);
    for (const { id } of people) await grant(await storedExam(stores, { courseId }), id);
    const names = people.map(({ username }) => username);
    const word = fc.record({ person: fc.nat(2), name: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), async words => {
        await register(
          ...words.map(({ person, name }) => ({
            ...(people[person] ?? aKnownLearner()),
            username: names[name] ?? 'x',
          })),
        );
        const users = (await stores.ports.allowances.ofCourse(courseId)).map(({ user }) => user);
        const namesById = await uniqueNames(stores.ports, users);
        expect(new Set(namesById.values()).size).toBe(3);
        for (const username of names) {
          const owner = await stores.ports.learners.find(username);
          if (owner) expect(namesById.get(owner.id)).toBe(username);
        }
      }),
      { numRuns: 300 },
    );
  });
});
