import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ReviewComment } from '../../domain/reviews/review.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { commentsOf, reviewPart } from './reviewItem.ts';

/** The parts with a prefix under an attempt code, in order. @param attributes to be read; all by default */
export function queryReviewParts(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  prefix: string,
  attributes?: string,
): Promise<Item[]> {
  return queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :prefix)',
    ExpressionAttributeValues: { ':code': attemptCode, ':prefix': prefix },
    ConsistentRead: true,
    ...(attributes && { ProjectionExpression: attributes }),
  });
}

/** The newest of the earlier versions of a review. */
export async function queryNewestVersions(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  limit: number,
): Promise<Item[]> {
  const versions: Item[] = [];
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :prefix)',
        ExpressionAttributeValues: { ':code': attemptCode, ':prefix': reviewPart.version() },
        ScanIndexForward: false,
        Limit: limit - versions.length,
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    versions.push(...Items);
    from = LastEvaluatedKey;
  } while (from && versions.length < limit);
  return versions;
}

/** The comments of a review's item, which may be in parts of their own. */
export async function readComments(
  client: DynamoDBDocumentClient,
  table: string,
  item: Item,
): Promise<ReviewComment[]> {
  if (item.comments !== undefined) return commentsOf(item, []);
  const prefix = reviewPart.comments(asNumber(item.version) ?? 1);
  return commentsOf(item, await queryReviewParts(client, table, asText(item.attempt_code) ?? '', prefix));
}
