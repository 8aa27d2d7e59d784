import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { VENDOR } from '../../src/domain/actors.ts';
import { Refusal } from '../../src/domain/errors.ts';
import { locateDelivery } from '../../src/domain/reviews/locateDelivery.ts';
import { takeReview } from '../../src/domain/reviews/takeReview.ts';
import type { Item } from '../../src/store/item.ts';
import { type StoredRefusedReview, toRefusedReviews } from '../../src/store/refusedReviews.ts';
import { reviewPart } from '../../src/store/reviewItem.ts';
import type { TableNames } from '../../src/store/tables.ts';
import type { VideoLinkCipher } from '../../src/store/videoLinkCipher.ts';
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
 * refused any more.
 * @returns what became of it, for a person
 */
export async function takeRefusedReview(
  { client, tables }: Pick<Reading, 'client' | 'tables'>,
  ports: Parameters<typeof takeReview>[0],
  inbound: Pick<InboundVendors, 'named'>,
  refused: StoredRefusedReview,
): Promise<{ isTaken: boolean; outcome: string }> {
  const vendor = inbound.named(refused.backend);
  if (!vendor) return { isTaken: false, outcome: `VENDORS does not have the backend "${refused.backend}"` };
  if (refused.bytes === null) return { isTaken: false, outcome: 'none of VIDEO_LINK_KEYS decrypts it' };
  const externalId = (await ports.attempts.read(refused.attemptId))?.externalId ?? '';
  const { parse, parseAt } = vendor.reviews;
  try {
    const review = parse?.(refused.bytes) ?? parseAt?.(refused.bytes, externalId);
    if (review === undefined || review === 'ignored') return { isTaken: false, outcome: 'it is no verdict' };
    const delivery = await locateDelivery(ports, review);
    const { outcome } = await takeReview(ports, vendor.settings, delivery, async () => VENDOR);
    for (const Key of refused.keys) await client.send(new DeleteCommand({ TableName: tables.reviews, Key }));
    return { isTaken: true, outcome };
  } catch (error) {
    if (error instanceof Refusal) return { isTaken: false, outcome: error.message };
    throw error;
  }
}
