import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ReviewComment } from '../domain/reviews/review.ts';
import { type Item, number, text } from './item.ts';
import { fromParts } from './parts.ts';
import { queryAll } from './queryAll.ts';
import { fromCommentItem, reviewPart } from './reviewItem.ts';

/** What is kept under a code as parts of this kind, in their order. */
export function queryReviewParts(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  prefix: string,
): Promise<Item[]> {
  return queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :prefix)',
    ExpressionAttributeValues: { ':code': attemptCode, ':prefix': prefix },
    ConsistentRead: true,
  });
}

/** The comments of a review's item, which may stand beside it. */
export async function readComments(
  client: DynamoDBDocumentClient,
  table: string,
  item: Item,
): Promise<ReviewComment[]> {
  if (Array.isArray(item.comments)) return item.comments.map(fromCommentItem);
  const prefix = reviewPart.comments(number(item.version) ?? 1);
  const parts = await queryReviewParts(client, table, text(item.attempt_code) ?? '', prefix);
  if (parts.length === 0) return [];
  const json = Buffer.from(fromParts(parts.map(dataOf))).toString();
  return (JSON.parse(json) as unknown[]).map(fromCommentItem);
}

export function dataOf(part: Item): Uint8Array {
  return part.data instanceof Uint8Array ? part.data : new Uint8Array();
}
