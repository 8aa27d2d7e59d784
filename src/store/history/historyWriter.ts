import { BatchWriteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Overloaded } from '../../domain/errors.ts';
import { backoff } from '../../platform/backoff.ts';
import { type MarshalledItem, withPackedImage } from './historyItem.ts';

/** DynamoDB's limit for one batch write. */
export const MAX_BATCH_SIZE = 25;
const MAX_TRIES = 5;

/**
 * Writes history items; writing one again changes nothing.
 * @param items at most 25, with distinct keys
 * @returns the items that could not be written, with their errors
 */
export async function putHistoryItems(
  client: DynamoDBClient,
  table: string,
  items: readonly MarshalledItem[],
): Promise<Map<MarshalledItem, unknown>> {
  let unwritten = [...items];
  try {
    for (let tries = 0; unwritten.length > 0 && tries < MAX_TRIES; tries++) {
      if (tries > 0) await backoff(tries, { baseMs: 100, maxMs: 800 });
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: unwritten.map(Item => ({ PutRequest: { Item } })) } }),
      );
      const unprocessed = new Set(
        (UnprocessedItems[table] ?? []).map(({ PutRequest }) => keyOf(PutRequest?.Item ?? {})),
      );
      unwritten = unwritten.filter(item => unprocessed.has(keyOf(item)));
    }
    return failures(unwritten, new Overloaded('DynamoDB left the item unprocessed'));
  } catch (error) {
    // One invalid item (too large, say) fails the whole batch.
    if (isInvalid(error)) return putOneByOne(client, table, unwritten);
    return failures(unwritten, error);
  }
}

async function putOneByOne(
  client: DynamoDBClient,
  table: string,
  items: readonly MarshalledItem[],
): Promise<Map<MarshalledItem, unknown>> {
  const failed = new Map<MarshalledItem, unknown>();
  for (const Item of items) {
    try {
      await putWholeOrPacked(client, table, Item);
    } catch (error) {
      failed.set(Item, error);
    }
  }
  return failed;
}

async function putWholeOrPacked(client: DynamoDBClient, table: string, Item: MarshalledItem): Promise<void> {
  try {
    await client.send(new PutItemCommand({ TableName: table, Item }));
  } catch (error) {
    if (!isInvalid(error)) throw error;
    await client.send(new PutItemCommand({ TableName: table, Item: withPackedImage(Item) }));
  }
}

function failures(items: readonly MarshalledItem[], error: unknown): Map<MarshalledItem, unknown> {
  return new Map(items.map(item => [item, error]));
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}

function keyOf(item: MarshalledItem): string {
  return JSON.stringify([item.attempt_code?.S, item.change_key?.S]);
}
