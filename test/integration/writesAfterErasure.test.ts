import type { DynamoDBRecord } from 'aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import type { ReviewStore } from '../../src/usecases/ports/reviewStore.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { readReview } from '../../src/usecases/reviews/readReview.ts';
import { aDelivery, STAFF } from '../support/builders.ts';
import { aLearner, aPerson, aReviewOf, NAME } from '../support/erasure.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { everything, locationsOf } from '../support/personalDataTraces.ts';
import { runs } from '../support/runs.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { recordsOf } from '../support/streamRecords.ts';
import { aVendor } from '../support/vendors.ts';

/** Writes that were in progress during an erasure, or follow it. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const erase = (userId: number) => eraseLearner(stores.ports, STAFF, userId);
const archive = (records: DynamoDBRecord[]) => archiveRecords(stores.client, stores.tables, records);
const UPDATES = { ...SETTINGS, allowReviewUpdates: true };

/** A review store that runs `event` after each lookup. */
function afterLookUp(operation: () => Promise<void>): ReviewStore {
  const { reviews } = stores.ports;
  return {
    ...reviews,
    async lookUp(attemptCode) {
      const result = await reviews.lookUp(attemptCode);
      await operation();
      return result;
    },
  };
}

/** The inputs of all later commands of a kind, as text. */
function sentBy(command: string): () => string {
  const sent: string[] = [];
  stores.client.middlewareStack.add(
    (next, context) => args => {
      if (context.commandName === command) sent.push(JSON.stringify(args.input));
      return next(args);
    },
    { step: 'initialize', name: 'sentBy' },
  );
  return () => sent.join();
}

describe('the archive', () => {
  it('writes a late record without personal data, repeatedly with the same result', async () => {
    const { person, live } = await aLearner(stores);
    const records = recordsOf([live, { ...live, version: 2, status: 'started' }, undefined]);
    await erase(person.id);
    const written = sentBy('BatchWriteItemCommand');
    expect(await archive(records)).toEqual([]);
    stores.client.middlewareStack.remove('sentBy');
    expect(written()).not.toMatch(new RegExp(`${NAME}|mina`, 'i'));
    const { entries } = await stores.ports.history.readPage(live.attemptCode, 10);
    expect(entries.slice(0, 2)).toMatchObject([
      { attempt: { status: 'started', studentName: '' }, change: 'removed' },
      { attempt: { status: 'created', studentName: '' }, toStatus: 'started' },
    ]);
    const before = await everything(stores);
    await archive(records);
    expect(await everything(stores)).toEqual(before);
    expect(await locationsOf(stores, NAME)).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'an erasure during a delivery, %s its write: no personal data stays',
    async moment => {
      const { person, live } = await aLearner(stores);
      let isFirst = true;
      stores.client.middlewareStack.add(
        (next, context) => async args => {
          if (context.commandName !== 'BatchWriteItemCommand' || !isFirst) return next(args);
          isFirst = false;
          if (moment === 'before') await erase(person.id);
          const result = await next(args);
          if (moment === 'after') await erase(person.id);
          return result;
        },
        { step: 'initialize', name: 'eraseMeanwhile' },
      );
      expect(await archive(recordsOf([live, { ...live, version: 2, status: 'started' }, undefined]))).toEqual([]);
      stores.client.middlewareStack.remove('eraseMeanwhile');
      expect(await locationsOf(stores, `${NAME}${person.id}`)).toEqual([]);
      const { entries } = await stores.ports.history.readPage(live.attemptCode, 10);
      expect(entries.map(entry => entry.attempt.studentName)).toEqual(entries.map(() => ''));
    },
  );

  it('writes nothing while the erasure markers cannot be read, and everything once they can', async () => {
    const { person, live } = await aLearner(stores);
    const [, change] = recordsOf([live, { ...live, version: 7, status: 'rejected' }]) as [unknown, DynamoDBRecord];
    const was = await everything(stores);
    stores.client.middlewareStack.add(
      (next, context) => args => {
        if (context.commandName === 'BatchGetItemCommand') throw new Error('refused by the test');
        return next(args);
      },
      { step: 'initialize', name: 'refuse' },
    );
    expect(await archive([change])).toHaveLength(1);
    stores.client.middlewareStack.remove('refuse');
    expect(await everything(stores)).toEqual(was);
    expect(await archive([change])).toEqual([]);
    await erase(person.id);
  });
});

describe('a late review', () => {
  it.each(['live', 'archived'] as const)('of an attempt (%s) counts, and is stored without texts', async kind => {
    const { person, ...attempts } = await aLearner(stores);
    const attempt = attempts[kind];
    await erase(person.id);
    const delivery = aReviewOf(attempt, { reviewStatus: 'Rules Violation' });
    expect(await recordAsVendor(stores.ports, UPDATES, delivery)).toMatchObject({ outcome: 'stored' });
    const { review } = await readReview(stores.ports, STAFF, attempt.attemptCode);
    expect(review).toMatchObject({ reviewStatus: 'Rules Violation', videoLink: null, comments: [{ comment: '' }] });
    expect((await stores.ports.attempts.read(attempt.attemptId))?.status).toBe(
      kind === 'live' ? 'rejected' : undefined,
    );
    expect(await recordAsVendor(stores.ports, UPDATES, delivery)).toMatchObject({ outcome: 'repeated' });
    expect(await locationsOf(stores, `${NAME} left`)).toEqual([]);
  });

  it.each(['live', 'archived'])(
    'of an attempt (%s), the first, that read before the marker, is stored without texts',
    async kind => {
      const { person } = await aLearner(stores);
      const attempt = await storedAttempt(stores, await storedExam(stores), { user: person });
      if (kind === 'archived') await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      await recordAsVendor(
        { ...stores.ports, reviews: afterLookUp(() => erase(person.id)) },
        SETTINGS,
        aReviewOf(attempt),
      );
      const { review } = await readReview(stores.ports, STAFF, attempt.attemptCode);
      expect(review).toMatchObject({ reviewStatus: 'Clean', comments: [{ comment: '' }] });
      expect(await locationsOf(stores, NAME)).toEqual([]);
    },
  );

  it('of another learner’s attempt does not restore the texts of the one it supersedes', async () => {
    const { person, archived } = await aLearner(stores);
    await recordAsVendor(stores.ports, SETTINGS, aReviewOf(archived));
    const { attemptCode } = archived;
    const otherAttempt = await storedAttempt(stores, await storedExam(stores), { attemptCode });
    const delivery = aDelivery({ attemptCode, recordLocator: otherAttempt.externalId, reviewStatus: 'Suspicious' });
    await recordAsVendor({ ...stores.ports, reviews: afterLookUp(() => erase(person.id)) }, UPDATES, delivery);
    const { review, earlier } = await readReview(stores.ports, STAFF, attemptCode);
    expect([review, ...earlier].map(version => version.comments[0]?.comment)).toEqual(['Looked away', '']);
    expect(await locationsOf(stores, NAME)).toEqual([]);
  });

  it('that read before the marker is stored without texts, too', async () => {
    const { person, live } = await aLearner(stores);
    const reviews = afterLookUp(() => erase(person.id));
    await recordAsVendor({ ...stores.ports, reviews }, UPDATES, aReviewOf(live, { reviewStatus: 'Rules Violation' }));
    const { review, earlier } = await readReview(stores.ports, STAFF, live.attemptCode);
    expect(
      [review, ...earlier].map(version => [version.version, version.videoLink, version.comments[0]?.comment]),
    ).toEqual([
      [2, null, ''],
      [1, null, ''],
    ]);
    expect(await locationsOf(stores, `${NAME} left`)).toEqual([]);
  });
});

describe('any concurrent operation', () => {
  it('leaves no personal data of the learner', async () => {
    for (let round = 0; round < runs(2, 6); round++) {
      const { person, live, archived, examId } = await aLearner(stores);
      const otherExam = await storedExam(stores);
      const onBehalf = { user: person, attemptCode: `CODE ${round}`, externalId: `${round}` };
      const allowance = { examId, userInfo: String(person.id), key: 'review_policy_exception', value: `${NAME} again` };
      await Promise.allSettled([
        createAttempt(stores.ports, STAFF, { examId: otherExam, startClock: true, attemptProctored: true, onBehalf }),
        changeStudentName(stores.ports, STAFF, live.attemptId, `${NAME} new`),
        recordAsVendor(stores.ports, UPDATES, aReviewOf(live, { reviewStatus: 'Rules Violation' })),
        recordAsVendor(stores.ports, UPDATES, aReviewOf(archived)),
        setAllowance(stores.ports, STAFF, allowance),
        stores.ports.learners.register([{ ...person, username: `${person.username}x` }]),
        ...(round % 2 ? [removeAttempt(stores.ports, STAFF, live.attemptId, NAME)] : []),
        archiveRecords(stores.client, stores.tables, recordsOf([live, { ...live, version: 2, status: 'verified' }])),
        eraseLearner(stores.ports, STAFF, person.id).then(() => 'erased'),
      ]).then(outcomes => expect(outcomes.at(-1)).toMatchObject({ value: 'erased' }));
      expect(await locationsOf(stores, NAME), `round ${round}`).toEqual([]);
    }
  });
});

describe('a vendor', () => {
  it('is not sent the name of an erased learner', async () => {
    const person = aPerson();
    await erase(person.id);
    const { requests, vendors } = aVendor();
    const examId = await storedExam(stores);
    await createAttempt({ ...stores.ports, vendors }, STAFF, {
      ...{ examId, startClock: false, attemptProctored: true },
      onBehalf: { user: person },
    });
    expect(requests).toMatchObject([{ learner: { id: person.id, username: '', email: '', fullName: '' } }]);
  });
});

describe('a reused code', () => {
  it('of another learner’s attempt, reviewed and not yet archived, is found by the erasure', async () => {
    const { person } = await aLearner(stores);
    const attempt = await storedAttempt(stores, await storedExam(stores), { user: person });
    await recordAsVendor(stores.ports, SETTINGS, aReviewOf(attempt));
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, `${NAME} left`);
    const { attemptCode } = attempt;
    await storedAttempt(stores, await storedExam(stores), { attemptCode });
    await erase(person.id);
    expect(await locationsOf(stores, NAME)).toEqual([]);
  });
});
