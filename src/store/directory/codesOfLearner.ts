import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import type { Item } from '../dynamodb/item.ts';
import { DIRECTORY_PREFIX } from './directoryKey.ts';

const CONCURRENCY = 25;

/**
 * The entries of the learners' attempt codes whose attempts are not removed, by an index that lags by a moment.
 * @param limit codes of one learner that are read; all by default
 */
export async function readLiveCodes(
  client: DynamoDBDocumentClient,
  table: string,
  userIds: readonly number[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const keys = await mapInBatches(userIds, CONCURRENCY, userId => listKeys(client, table, userId, limit));
  const entries = await batchGetAll(client, table, keys.flat());
  return entries.filter(({ removal }) => removal === undefined);
}

async function listKeys(client: DynamoDBDocumentClient, table: string, userId: number, limit: number): Promise<Item[]> {
  const keys: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by_learner',
        KeyConditionExpression: 'learner_id = :id AND begins_with(#key, :code)',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':id': userId, ':code': DIRECTORY_PREFIX.code },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    keys.push(...(page.Items ?? []).map(({ key }) => ({ key })));
    from = page.LastEvaluatedKey;
  } while (from && keys.length < limit);
  return keys.slice(0, limit);
}
