import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { VENDOR } from '../../src/domain/actors.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';
import { type StoredRefusedReview, toRefusedReviews } from '../../src/store/reviews/refusedReviews.ts';
import type { ReviewCipher } from '../../src/store/reviews/reviewCipher.ts';
import { reviewPart } from '../../src/store/reviews/reviewItem.ts';
import { locateDelivery } from '../../src/usecases/reviews/locateDelivery.ts';
import { recordReview } from '../../src/usecases/reviews/recordReview.ts';
import type { InboundVendors } from '../../src/vendors/inbound.ts';

interface RefusedReviewPorts {
  client: DynamoDBDocumentClient;
  tables: Pick<TableNames, 'reviews'>;
  cipher: ReviewCipher;
  now: string;
}

/** The refused reviews of one attempt code, or of all (a scan of the reviews table), oldest first. */
export async function readRefusedReviews(
  { client, tables, cipher, now }: RefusedReviewPorts,
  attemptCode?: string,
): Promise<StoredRefusedReview[]> {
  const items: Item[] = [];
  let startKey: Item | undefined;
  do {
    const start = startKey && { ExclusiveStartKey: startKey };
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } =
      attemptCode === undefined
        ? await client.send(
            new ScanCommand({
              TableName: tables.reviews,
              FilterExpression: 'begins_with(part, :refused)',
              ExpressionAttributeValues: { ':refused': reviewPart.refusedReview() },
              ...start,
            }),
          )
        : await client.send(
            new QueryCommand({
              TableName: tables.reviews,
              KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :refused)',
              ExpressionAttributeValues: { ':code': attemptCode, ':refused': reviewPart.refusedReview() },
              ConsistentRead: true,
              ...start,
            }),
          );
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return toRefusedReviews(items, cipher, now);
}

/**
 * Records a refused review as the delivering vendor's, whichever backend the attempt has, and deletes it from the refused ones. It
 * keeps its time of delivery: a later review stays the current one.
 * @param options `unproven`: accepts a review that the learner could have sent
 * @returns the outcome, as a message
 */
export async function recordRefusedReview(
  { client, tables }: Pick<RefusedReviewPorts, 'client' | 'tables'>,
  ports: Parameters<typeof recordReview>[0],
  inbound: Pick<InboundVendors, 'named'>,
  review: StoredRefusedReview,
  options: { unproven: boolean } = { unproven: false },
): Promise<{ isRecorded: boolean; outcome: string }> {
  const vendor = inbound.named(review.backend);
  if (!vendor) return { isRecorded: false, outcome: `VENDORS lacks the backend "${review.backend}"` };
  if (review.bytes === null) return { isRecorded: false, outcome: 'none of VIDEO_LINK_KEYS decrypts it' };
  if (!review.isProven && !options.unproven) {
    return {
      isRecorded: false,
      outcome: 'it is unproven, the learner could have sent it; ask the vendor, then add --unproven',
    };
  }
  const { parse, parseAt } = vendor.reviews;
  try {
    const delivered = parse?.(review.bytes) ?? parseAt?.(review.bytes, review.externalId ?? '');
    if (delivered === undefined || delivered === 'ignored')
      return { isRecorded: false, outcome: 'it contains no verdict' };
    const { verdictAt, receivedAt: arrivedAt } = review;
    const delivery = {
      ...(await locateDelivery(ports, delivered)),
      arrivedAt,
      ...(verdictAt !== null && { verdictAt }),
    };
    const { outcome } = await recordReview(ports, vendor.settings, delivery, async attempt => {
      if (attempt.attemptId === review.attemptId) return VENDOR;
      throw new DomainError('review_attempt_does_not_exist', 'Another attempt has this code now.');
    });
    await deleteRefusedReview({ client, tables }, review);
    return { isRecorded: true, outcome };
  } catch (error) {
    if (error instanceof DomainError) return { isRecorded: false, outcome: error.message };
    throw error;
  }
}

async function deleteRefusedReview(
  { client, tables }: Pick<RefusedReviewPorts, 'client' | 'tables'>,
  { keys, manifest, digest }: StoredRefusedReview,
): Promise<void> {
  const TableName = tables.reviews;
  for (const Key of keys) await client.send(new DeleteCommand({ TableName, Key }));
  await client
    .send(
      new UpdateCommand({
        TableName,
        Key: manifest,
        UpdateExpression: 'REMOVE deliveries.#digest',
        ConditionExpression: 'attribute_exists(deliveries)',
        ExpressionAttributeNames: { '#digest': digest },
      }),
    )
    .catch(error => {
      // The learner was erased meanwhile, and the manifest with them.
      if (error?.name !== 'ConditionalCheckFailedException') throw error;
    });
}
