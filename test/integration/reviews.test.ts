import { randomBytes, randomUUID } from 'node:crypto';
import { BatchWriteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { reviewPart } from '../../src/store/reviews/reviewItem.ts';
import { readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { BAD, deliveryFor, GOOD, minute, reviewScenarios, UPDATES, verdictAt } from '../support/scenarios/reviews.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

let stores: FreshStores;
let examId: number;

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
});

const { record, statusOf, readVersions, readCurrent } = reviewScenarios(() => stores);

/** All items of a code in the reviews table. */
async function storedItems(attemptCode: string) {
  const { Items = [] } = await stores.client.send(
    new QueryCommand({
      TableName: stores.tables.reviews,
      KeyConditionExpression: 'attempt_code = :code',
      ExpressionAttributeValues: { ':code': attemptCode },
    }),
  );
  return Items;
}

describe('a review of a live attempt', () => {
  it('is stored with an encrypted link', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt));
    const items = JSON.stringify(await storedItems(attempt.attemptCode));
    expect(items).not.toContain('vendor.example');
    expect(items).toContain('"v1.');
  });

  it('is recorded with a manually changed external id', async () => {
    const attempt = await storedAttempt(stores, examId);
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.attempts,
        Key: { attempt_id: attempt.attemptId },
        UpdateExpression: 'SET external_id = :other',
        ExpressionAttributeValues: { ':other': 'other' },
      }),
    );
    await expect(record(deliveryFor(attempt))).rejects.toMatchObject({ code: 'suspicious_lookup' });
    expect(await record(deliveryFor(attempt, { recordLocator: 'OTHER' }))).toMatchObject({ outcome: 'stored' });
    expect(await statusOf(attempt)).toBe('verified');
  });
});

describe('a rejected review changes nothing', () => {
  it.each([
    ['an unknown status', { reviewStatus: 'Perfect' }, 'bad_review_status'],
    ['a status that is a name in every object', { reviewStatus: 'constructor' }, 'bad_review_status'],
    ['an unknown code', { attemptCode: 'NO SUCH CODE' }, 'review_attempt_does_not_exist'],
    ['another locator', { recordLocator: 'no such locator' }, 'suspicious_lookup'],
    ['an empty locator', { recordLocator: '' }, 'suspicious_lookup'],
  ])('%s', async (_case, overrides, code) => {
    const attempt = await storedAttempt(stores, examId);
    const delivery = deliveryFor(attempt, overrides);
    await expect(record(delivery)).rejects.toMatchObject({ code });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(attempt);
    expect(await storedItems(attempt.attemptCode)).toEqual([]);
    expect(await storedItems(delivery.attemptCode)).toEqual([]);
  });

  it('a payload above the limit of a transaction', async () => {
    const attempt = await storedAttempt(stores, examId);
    const delivery = deliveryFor(attempt, { payload: randomBytes(3_700_000) });
    await expect(record(delivery)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(await statusOf(attempt)).toBe('created');
    expect(await storedItems(attempt.attemptCode)).toEqual([]);
  });
});

/** Leaves a code with two versions as if as many more had been delivered between them. */
async function storeFurtherVersions(attemptCode: string, count: number): Promise<void> {
  const items = await storedItems(attemptCode);
  const versions = items.filter(({ part }) => part === reviewPart.version(1));
  const puts = versions.flatMap(item =>
    Array.from({ length: count }, (_, index) => {
      const version = index + 2;
      return { PutRequest: { Item: { ...item, part: reviewPart.version(version), version } } };
    }),
  );
  for (let at = 0; at < puts.length; at += 25) {
    const RequestItems = { [stores.tables.reviews]: puts.slice(at, at + 25) };
    await stores.client.send(new BatchWriteCommand({ RequestItems }));
  }
  const digests = items.find(({ part }) => part === reviewPart.current)?.digests;
  await stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.reviews,
      Key: { attempt_code: attemptCode, part: reviewPart.current },
      UpdateExpression: 'SET version = version + :count, digests = list_append(:between, :last)',
      ExpressionAttributeValues: {
        ':count': count,
        ':between': Array.from({ length: count - 1 }, (_, index) => `digest ${index}`),
        ':last': digests.slice(-1),
      },
    }),
  );
}

describe('settings', () => {
  it('ALLOW_REVIEW_UPDATES keeps the item and the answer bounded for any number of deliveries', async () => {
    const attempt = await storedAttempt(stores, examId);
    const [first, second, ...latest] = Array.from({ length: 5 }, () => deliveryFor(attempt));
    if (!first || !second) throw new Error('too few');
    for (const delivery of [first, second]) await record(delivery, UPDATES);
    await storeFurtherVersions(attempt.attemptCode, 100);
    for (const delivery of latest) await record(delivery, UPDATES);
    const { review: newest, earlier } = await readVersions(attempt);
    expect([newest, ...earlier].map(({ version }) => version)).toEqual(
      Array.from({ length: 101 }, (_, index) => 105 - index),
    );
    const items = await storedItems(attempt.attemptCode);
    expect(items.find(({ part }) => part === 'review')?.digests).toHaveLength(100);
    expect(await record(second, UPDATES)).toMatchObject({ outcome: 'repeated' });
    expect(await record(latest[0] as ReviewDelivery, UPDATES)).toMatchObject({ outcome: 'repeated' });
  });
});

describe('versions', () => {
  const remarks = (text: string, count: number) =>
    Array.from({ length: count }, (_, start) => ({
      ...{ start, stop: null, duration: null, status: 'Suspicious', source: 'webcam' },
      comment: `${text} ${start} ${'x'.repeat(100)}`,
    }));

  it('have their own comments and link, also if the comments are stored beside the review', async () => {
    const attempt = await storedAttempt(stores, examId);
    const deliveries = [
      deliveryFor(attempt, { comments: remarks('first', 2000), videoLink: 'https://vendor.example/1' }),
      deliveryFor(attempt, { comments: remarks('second', 2), videoLink: 'https://vendor.example/2' }),
      deliveryFor(attempt, { comments: remarks('third', 2500), videoLink: null }),
    ];
    for (const delivery of deliveries) await record(delivery, UPDATES);
    const { review, earlier, isAttemptActive } = await readVersions(attempt);
    expect(isAttemptActive).toBe(true);
    const versions = [...earlier].reverse().concat(review);
    expect(versions.map(({ version }) => version)).toEqual([1, 2, 3]);
    for (const [index, { comments, videoLink }] of deliveries.entries()) {
      expect(versions[index]).toMatchObject({ comments, videoLink });
    }
  });
});

describe('verdicts that arrive out of order', () => {
  it('the order of arrival counts against a review of an earlier release', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 5, BAD), UPDATES);
    const Key = { attempt_code: attempt.attemptCode, part: 'review' };
    const UpdateExpression = 'REMOVE verdict_at';
    await stores.client.send(new UpdateCommand({ TableName: stores.tables.reviews, Key, UpdateExpression }));
    await record(verdictAt(attempt, 1, GOOD), UPDATES);
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('every version has its own comments and payload, in any order of arrival', async () => {
    const attempt = await storedAttempt(stores, examId);
    const order = [3, 1, 4, 0, 2, 5];
    const deliveries = new Map<number, ReviewDelivery>();
    for (const at of order) {
      const remark = { start: at, stop: null, duration: null, status: 'Suspicious', source: 'webcam' };
      // Some have their comments in separate items.
      const comments = Array.from({ length: at % 2 === 0 ? 2000 : 1 }, (_, start) => ({
        ...remark,
        comment: `${at}/${start} ${'x'.repeat(100)}`,
      }));
      const delivery = verdictAt(attempt, at, { comments, payload: Buffer.from(`{"verdict":${at}}`) });
      deliveries.set(at, delivery);
      await record(delivery, UPDATES);
    }
    const { review, earlier } = await readVersions(attempt);
    const versions = [...earlier].reverse().concat(review);
    expect(versions.map(version => [version.version, version.verdictAt])).toEqual(
      [0, 1, 2, 3, 4, 5].map(at => [at + 1, minute(at)]),
    );
    for (const [at, version] of versions.entries()) {
      expect(version.comments).toEqual(deliveries.get(at)?.comments);
      const payload = await stores.ports.reviewReader.readPayload(
        attempt.attemptCode,
        version.deliveryNumber,
        minute(0),
      );
      expect(Buffer.from(payload ?? []).toString()).toBe(`{"verdict":${at}}`);
    }
    const { payload } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.from(payload).toString()).toBe('{"verdict":5}');
  });

  it('cost one read and one transaction, in either order', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 5), UPDATES);
    for (const at of [1, 9]) {
      stores.calls.take();
      await record(verdictAt(attempt, at), UPDATES);
      expect(stores.calls.take()).toEqual(['BatchGetItem', 'TransactWriteItems']);
    }
  });
  it('cost two more reads if the verdict is an error: of the attempt and its exam', async () => {
    const attempt = await storedAttempt(stores, examId);
    const outcomes = { ...SETTINGS.outcomes, 'Not Reviewed': 'error' as const };
    stores.calls.take();
    await record(deliveryFor(attempt, { reviewStatus: 'Not Reviewed' }), { ...SETTINGS, outcomes });
    expect(stores.calls.take()).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'TransactWriteItems']);
  });
});

describe('large payloads', () => {
  it('a photo of 1 MB is read back byte for byte', async () => {
    const attempt = await storedAttempt(stores, examId);
    const payload = Buffer.from(JSON.stringify({ userPhotoBase64String: randomBytes(1_000_000).toString('base64') }));
    await record(deliveryFor(attempt, { payload }));
    const { payload: stored } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.compare(Buffer.from(stored), payload)).toBe(0);
  });

  it('the largest payload of a transaction is stored', async () => {
    const attempt = await storedAttempt(stores, examId);
    const payload = randomBytes(3_595_000);
    await record(deliveryFor(attempt, { payload }));
    const { payload: stored } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.compare(Buffer.from(stored), payload)).toBe(0);
  });

  it('all of ten thousand comments are stored', async () => {
    const attempt = await storedAttempt(stores, examId);
    const comments = Array.from({ length: 10_000 }, (_, start) => ({
      start,
      stop: start + 1,
      duration: 1,
      comment: `remark ${start} ${randomUUID()}`,
      status: 'Suspicious',
      source: 'webcam',
    }));
    await record(deliveryFor(attempt, { comments }));
    expect((await readCurrent(attempt)).comments).toEqual(comments);
  });
});
