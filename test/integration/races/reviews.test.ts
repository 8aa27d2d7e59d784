import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../../src/usecases/attempts/changeStudentName.ts';
import { removeAttempt } from '../../../src/usecases/attempts/removeAttempt.ts';
import { aCaller, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { deliveryFor, reviewScenarios, UPDATES } from '../../support/scenarios/reviews.ts';
import { SETTINGS, storedAttempt, storedExam } from '../../support/scenarios/stored.ts';

/** Reviews that arrive together, or while their attempt changes. */
describe.each(IMPLEMENTATIONS)('concurrent reviews, $name', ({ open, rounds, atOnce }) => {
  let stores: Implementation;
  let ports: Implementation['ports'];
  let examId: number;
  beforeAll(async () => {
    stores = await open();
    ports = stores.ports;
    examId = await storedExam(stores);
  });

  const repeated = async (times: number, round: (count: number) => Promise<void>) => {
    for (let count = 0; count < times; count++) await round(count);
  };
  const { record, readVersions } = reviewScenarios(() => stores);
  const read = ({ attemptId }: Attempt) => ports.attempts.read(attemptId);
  const remove = ({ attemptId }: Attempt) => removeAttempt(ports, STAFF, attemptId, null);

  const many = atOnce(10, 50);

  it.each([
    ['identical', many],
    ['different', 1],
  ])('many %s ones: one review, one status change', async (kind, expectedOk) => {
    const attempt = await storedAttempt(stores, examId);
    const repeatedDelivery = deliveryFor(attempt);
    const deliveries = Array.from({ length: many }, () =>
      kind === 'identical' ? repeatedDelivery : deliveryFor(attempt),
    );
    const outcomes = await Promise.allSettled(deliveries.map(delivery => record(delivery)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(expectedOk);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'review_already_exists' });
    }
    expect(await read(attempt)).toMatchObject({ status: 'verified', version: 3 });
    expect(await ports.reviewReader.readVersions(attempt.attemptCode)).toHaveLength(1);
  });

  it('many of an attempt with a reused code: one is accepted', async () => {
    const first = await storedAttempt(stores, examId);
    await record(deliveryFor(first));
    await remove(first);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId });
    const outcomes = await Promise.allSettled(Array.from({ length: many }, () => record(deliveryFor(second))));
    const rejected = outcomes.filter(outcome => outcome.status === 'rejected').map(outcome => outcome.reason.code);
    expect(rejected).toEqual(Array(many - 1).fill('review_already_exists'));
    expect(await read(second)).toMatchObject({ status: 'verified', version: 3 });
    expect((await readVersions(second)).earlier).toHaveLength(1);
  });

  it('out of order, with a removal among them: the latest verdict counts, each one is stored', async () => {
    const minute = (count: number) => new Date(Date.UTC(2026, 10, 2, 9, count)).toISOString();
    const [good, bad] = [{ reviewStatus: 'Clean' }, { reviewStatus: 'Rules Violation' }];
    await repeated(rounds, async round => {
      const attempt = await storedAttempt(stores, examId);
      // Eight in memory and at length, else four; the latest is the third.
      const times = [5, 3, 8, 1, 7, 2, 6, 4].slice(0, atOnce(4, 8));
      const deliveries = times.map(at => deliveryFor(attempt, { verdictAt: minute(at), ...(at === 8 ? bad : good) }));
      const removal = round % 2 === 0 ? [remove(attempt)] : [];
      const [outcomes] = await Promise.all([
        Promise.all(deliveries.map(delivery => record(delivery, UPDATES))),
        ...removal,
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(times.map(() => 'stored'));
      const { review, earlier } = await readVersions(attempt);
      const versions = [...earlier].reverse().concat(review);
      expect(versions.map(({ verdictAt }) => verdictAt)).toEqual([...times].sort().map(minute));
      expect(review).toMatchObject(bad);
      if (round % 2 === 1) expect(await read(attempt)).toMatchObject({ status: 'rejected' });
      for (const delivery of deliveries) expect(await record(delivery, UPDATES)).toMatchObject({ outcome: 'repeated' });
    });
  });

  it('each version is read once while others arrive', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt), UPDATES);
    await record(deliveryFor(attempt), UPDATES);
    let arriving: Promise<unknown> = Promise.resolve();
    await repeated(2 * rounds, async () => {
      arriving = arriving.then(() => record(deliveryFor(attempt), UPDATES));
      const { review, earlier } = await readVersions(attempt);
      const numbers = [review, ...earlier].map(({ version }) => version);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers.at(-1)).toBe(1);
    });
    await arriving;
  });

  it('and a removal end as if they came one after the other', async () => {
    await repeated(2 * rounds, async () => {
      const attempt = await storedAttempt(stores, examId);
      const [receipt] = await Promise.all([record(deliveryFor(attempt)), remove(attempt)]);
      const removed = (await ports.directory.readCode(attempt.attemptCode))?.attempt;
      // Reviewed and then removed, or removed and then reviewed.
      expect(removed?.status).toBe(receipt.isArchived ? 'created' : 'verified');
      expect(await read(attempt)).toBeUndefined();
      expect((await readVersions(attempt)).review).toMatchObject({ version: 1 });
    });
  });

  it('and an edit both take effect', async () => {
    await repeated(rounds, async () => {
      const attempt = await storedAttempt(stores, examId);
      await Promise.all([record(deliveryFor(attempt)), changeStudentName(ports, STAFF, attempt.attemptId, 'Edited')]);
      expect(await read(attempt)).toMatchObject({ status: 'verified', studentName: 'Edited', version: 4 });
    });
  });

  it('with an error, and a submission: submitted or not, the remaining time is stored', async () => {
    const settings = { ...SETTINGS, outcomes: { 'Not Reviewed': 'error' as const } };
    await repeated(rounds, async () => {
      const attempt = await storedAttempt(stores, examId);
      const act = (action: 'start' | 'submit') =>
        actOnAttempt(ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, action);
      await act('start');
      await Promise.all([
        act('submit').catch(() => {}),
        record(deliveryFor(attempt, { reviewStatus: 'Not Reviewed' }), settings),
      ]);
      const after = await read(attempt);
      expect(after).toMatchObject({ status: 'error', isResumable: true });
      expect(after?.timeRemainingSeconds).toBeGreaterThan(5000);
    });
  });
});
