import { beforeAll, describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { KnownLearner } from '../../../src/domain/learners/knownLearner.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../../src/usecases/attempts/createAttempt.ts';
import { registerLearners } from '../../../src/usecases/learners/registerLearners.ts';
import { renewNames, renewPendingNames } from '../../../src/usecases/learners/renewNames.ts';
import { eraseLearner } from '../../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, aKnownLearner, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { storedAttempt, storedExam } from '../../support/scenarios/stored.ts';

const LATE = '9999-01-01T00:00:00.000Z';

/** Allowances, renamings and erasures concurrent with other operations. */
describe.each(IMPLEMENTATIONS)('concurrently, $name', ({ open, rounds, atOnce }) => {
  let stores: Implementation;
  let ports: Implementation['ports'];
  let examId: number;
  beforeAll(async () => {
    stores = await open();
    ports = stores.ports;
    examId = await storedExam(stores);
  });

  const repeated = async (times: number, round: () => Promise<void>) => {
    for (let count = 0; count < times; count++) await round();
  };
  const register = (...learners: KnownLearner[]) => registerLearners(ports, STAFF, learners);
  const byToken = ({ id: userId, ...names }: KnownLearner) => aCaller({ userId, ...names });
  const create = (person: KnownLearner, startClock: boolean) =>
    createAttempt(ports, byToken(person), { examId, startClock, attemptProctored: true });

  async function setUp() {
    const person = aKnownLearner();
    const { attemptId } = await storedAttempt(stores, examId, { user: person });
    return {
      person,
      attemptId,
      act: (action: 'start' | 'submit') => actOnAttempt(ports, byToken(person), attemptId, action),
      grant: (value: string) =>
        setAllowance(ports, STAFF, { examId, userInfo: person.id, key: ADDITIONAL_TIME, value }),
      remove: () => removeAllowance(ports, STAFF, { examId, userId: person.id, key: ADDITIONAL_TIME }),
      read: async () => (await ports.attempts.read(attemptId)) ?? expect.fail('the attempt is gone'),
      granted: async () => (await ports.allowances.read(examId, person.id, ADDITIONAL_TIME))?.value,
    };
  }

  describe('additional time', () => {
    it('removed and a start: the attempt has none', async () => {
      await repeated(rounds, async () => {
        const { act, grant, remove, read } = await setUp();
        await grant('30');
        await Promise.all([act('start'), remove()]);
        expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 });
      });
    });

    it('granted and a start: the grant is never lost', async () => {
      await repeated(rounds, async () => {
        const { act, grant, read } = await setUp();
        await Promise.all([act('start'), grant('30')]);
        expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 7200 });
      });
    });

    it('granted and a creation that starts at once: the grant is never lost', async () => {
      await repeated(rounds, async () => {
        const person = aKnownLearner();
        await register(person);
        const granted = { examId, userInfo: person.id, key: ADDITIONAL_TIME, value: '30' };
        await Promise.all([create(person, true), setAllowance(ports, STAFF, granted)]);
        expect(await ports.attempts.readCurrent(examId, person.id)).toMatchObject({
          ...{ status: 'started', allowedTimeSeconds: 7200 },
        });
      });
    });

    it.each([false, true])('granted and a resumption, started at once %s: the grant is never lost', async atOnce => {
      await repeated(rounds, async () => {
        const { person, act, attemptId, grant } = await setUp();
        const { startedAt } = await act('start');
        const clock = () => laterBy(startedAt ?? '', 5100);
        await actOnAttempt({ ...ports, clock }, byToken(person), attemptId, 'error');
        await actOnAttempt(ports, STAFF, attemptId, 'mark_ready_to_resume');
        const [resuming] = await Promise.all([create(person, atOnce), grant('30')]);
        if (!atOnce) await actOnAttempt(ports, byToken(person), resuming.attemptId, 'start');
        expect(await ports.attempts.read(resuming.attemptId)).toMatchObject({
          ...{ status: 'started', allowedTimeSeconds: 2100 },
        });
      });
    });

    it('granted and a submission: both happen', async () => {
      await repeated(rounds, async () => {
        const { act, grant, read, granted } = await setUp();
        await act('start');
        await Promise.all([act('submit'), grant('30')]);
        expect([(await read()).status, await granted()]).toEqual(['submitted', '30']);
      });
    });

    it('granted and removed: the attempt agrees with the allowance', async () => {
      await repeated(rounds, async () => {
        const { act, grant, remove, read, granted } = await setUp();
        await act('start');
        await grant('10');
        await Promise.all([grant('30'), remove(), grant('20')]);
        expect((await read()).allowedTimeSeconds).toBe(5400 + 60 * Number((await granted()) ?? 0));
      });
    });

    it('granted many times: the attempt agrees with the allowance, and all former ones are stored', async () => {
      examId = await storedExam(stores);
      const { act, grant, read, granted } = await setUp();
      await act('start');
      const count = atOnce(4, 10);
      await Promise.all(Array.from({ length: count }, (_, index) => grant(String(index + 1))));
      expect((await read()).allowedTimeSeconds).toBe(5400 + 60 * Number(await granted()));
      expect(await stores.formerAllowances(examId)).toHaveLength(count - 1);
    });
  });

  describe('learners', () => {
    it('renamed many times have one name, and are found by no other', async () => {
      await repeated(rounds / 4, async () => {
        const ada = aKnownLearner();
        await register(ada);
        const names = Array.from({ length: atOnce(4, 10) }, (_, index) => `${ada.username}-${index}`);
        await Promise.all(names.map(username => register({ ...ada, username })));
        const leading = await Promise.all(
          [ada.username, ...names].map(async name => [name, (await ports.learners.find(name))?.id]),
        );
        const { username } = (await ports.learners.find(String(ada.id))) ?? {};
        expect(leading.filter(([, id]) => id !== undefined)).toEqual([[username, ada.id]]);
      });
    });

    const runSchedule = () =>
      renewPendingNames(
        { ...ports, onFailure: ({ error }) => expect.fail(String(error)) },
        { hasTime: () => true, until: LATE },
      );

    it('renamed while they act and are granted time: all changes happen', async () => {
      await repeated(rounds / 4, async () => {
        const { person, attemptId, act, grant, read } = await setUp();
        await grant('5');
        const names = ['a', 'b', 'c'].map(end => ({ ...person, username: `${person.username}-${end}` }));
        await Promise.all([act('start'), grant('30'), ...names.map(name => register(name))]);
        await runSchedule();
        const { username } = (await ports.learners.find(person.id)) ?? {};
        expect(await read()).toMatchObject({
          attemptId,
          status: 'started',
          allowedTimeSeconds: 7200,
          user: { username },
        });
        expect(await ports.allowances.read(examId, person.id, ADDITIONAL_TIME)).toMatchObject({
          ...{ value: '30', user: { username } },
        });
      });
    });

    it('renamed and erased are never named again', async () => {
      await repeated(rounds, async () => {
        const { person, grant, read, remove } = await setUp();
        await grant('5');
        await ports.learners.register([{ ...person, username: `${person.username}-new` }]);
        await Promise.all([renewNames(ports, person.id, { until: LATE }), eraseLearner(ports, STAFF, person.id)]);
        await eraseLearner(ports, STAFF, person.id);
        await runSchedule();
        expect(await read()).toMatchObject({ user: { username: '', email: '' }, studentName: '' });
        expect(await ports.allowances.read(examId, person.id, ADDITIONAL_TIME)).toMatchObject({
          ...{ user: { username: '', email: '' } },
        });
        await remove();
      });
    });
  });
});
