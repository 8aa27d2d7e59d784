import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { removeReviewPolicy, setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { STAFF } from '../support/builders.ts';
import { freshStores } from '../support/freshStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

describe('a review policy set and removed concurrently', () => {
  it('loses no text: it is current, or once in the history', async () => {
    const stores = await freshStores();
    const examId = await storedExam(stores);
    const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`);
    const removals = Array.from({ length: 4 }, () =>
      removeReviewPolicy(stores.ports, STAFF, examId).catch(({ code }) => expect(code).toBe('review_policy_not_found')),
    );
    await Promise.all([...texts.map(text => setReviewPolicy(stores.ports, STAFF, examId, text)), ...removals]);
    const { Items = [] } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.exams,
        KeyConditionExpression: 'exam_id = :id',
        ExpressionAttributeValues: { ':id': examId },
      }),
    );
    const policies = Items.flatMap(({ review_policy }) => (review_policy === undefined ? [] : [String(review_policy)]));
    expect(policies.sort()).toEqual(texts);
  });
});
