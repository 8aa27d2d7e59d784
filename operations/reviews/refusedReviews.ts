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
import { type StoredRefusedReview, toRefusedReviews } from '../../src/store/reviews/rejectedReviews.ts';
import { reviewPart } from '../../src/store/reviews/reviewItem.ts';
import type { VideoLinkCipher } from '../../src/store/reviews/videoLinkCipher.ts';
import { locateDelivery } from '../../src/usecases/reviews/locateDelivery.ts';
import { recordReview } from '../../src/usecases/reviews/recordReview.ts';
import type { InboundVendors } from '../../src/vendors/inbound.ts';

interface Reading {
  client: DynamoDBDocumentClient;
  tables: Pick<TableNames, 'reviews'>;
  cipher: VideoLinkCipher;
  now: string;
}

/** The refused reviews of one attempt code, or of all, which reads the whole table of reviews. Oldest first. */
export async function readRefusedReviews(
  { client, tables, cipher, now }: Reading,
  attemptCode?: string,
): Promise<StoredRefusedReview[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const start = from && { ExclusiveStartKey: from };
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } =
      attemptCode === undefined
        ? await client.send(
            new ScanCommand({
              TableName: tables.reviews,
              FilterExpression: 'begins_with(part, :refused)',
              ExpressionAttributeValues: { ':refused': reviewPart.refused() },
              ...start,
            }),
          )
        : await client.send(
            new QueryCommand({
              TableName: tables.reviews,
              KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :refused)',
              ExpressionAttributeValues: { ':code': attemptCode, ':refused': reviewPart.refused() },
              ConsistentRead: true,
              ...start,
            }),
          );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return toRefusedReviews(items, cipher, now);
}

/**
 * Takes a refused review after all, as one of the vendor's, whichever backend watches the attempt; then it is not stored as
 * refused any more. It counts as delivered when it was: later reviews stay the ones that count.
 * @param options `unproven`: also one that the learner could have sent
 * @returns the outcome, as a message
 */
export async function takeRefusedReview(
  { client, tables }: Pick<Reading, 'client' | 'tables'>,
  ports: Parameters<typeof recordReview>[0],
  inbound: Pick<InboundVendors, 'named'>,
  refused: StoredRefusedReview,
  options: { unproven: boolean } = { unproven: false },
): Promise<{ isTaken: boolean; outcome: string }> {
  const vendor = inbound.named(refused.backend);
  if (!vendor) return { isTaken: false, outcome: `VENDORS does not have the backend "${refused.backend}"` };
  if (refused.bytes === null) return { isTaken: false, outcome: 'none of VIDEO_LINK_KEYS decrypts it' };
  if (!refused.isProven && !options.unproven) {
    return { isTaken: false, outcome: 'it is unproven: the learner could have sent it (--unproven takes it)' };
  }
  const { parse, parseAt } = vendor.reviews;
  try {
    const review = parse?.(refused.bytes) ?? parseAt?.(refused.bytes, refused.externalId ?? '');
    if (review === undefined || review === 'ignored') return { isTaken: false, outcome: 'it is no verdict' };
    const { verdictAt, receivedAt: arrivedAt } = refused;
    const delivery = { ...(await locateDelivery(ports, review)), arrivedAt, ...(verdictAt !== null && { verdictAt }) };
    const { outcome } = await recordReview(ports, vendor.settings, delivery, async attempt => {
      if (attempt.attemptId === refused.attemptId) return VENDOR;
      throw new DomainError('review_attempt_does_not_exist', 'Another attempt has the code by now.');
    });
    await forget({ client, tables }, refused);
    return { isTaken: true, outcome };
  } catch (error) {
    if (error instanceof DomainError) return { isTaken: false, outcome: error.message };
    throw error;
  }
}

async function forget(
  { client, tables }: Pick<Reading, 'client' | 'tables'>,
  { keys, index, digest }: StoredRefusedReview,
): Promise<void> {
  const TableName = tables.reviews;
  for (const Key of keys) await client.send(new DeleteCommand({ TableName, Key }));
  await client
    .send(
      new UpdateCommand({
        ...{ TableName, Key: index, UpdateExpression: 'REMOVE deliveries.#digest' },
        ConditionExpression: 'attribute_exists(deliveries)',
        ExpressionAttributeNames: { '#digest': digest },
      }),
    )
    .catch(error => {
      // The learner was retired meanwhile, and the index with them.
      if (error?.name !== 'ConditionalCheckFailedException') throw error;
    });
}
