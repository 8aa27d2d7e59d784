import { isDeepStrictEqual } from 'node:util';
import { QueryCommand, type QueryCommandOutput, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { anonymiseHistoryItem, learnerOfItem, type MarshalledItem } from '../history/historyItem.ts';

const CONCURRENCY = 10;

/** Anonymises the learner's part of the history of a code, which other learners' attempts may have had as well. */
export async function anonymiseHistory(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  userId: number,
): Promise<void> {
  let from: MarshalledItem | undefined;
  do {
    // Reads marshalled items: unmarshalling could lose values of manual edits.
    const page: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'attempt_code = :code',
        ExpressionAttributeValues: { ':code': { S: attemptCode } },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    const itemsOfLearner = (page.Items ?? []).filter(item => learnerOfItem(item) === userId);
    await mapInBatches(itemsOfLearner, CONCURRENCY, item => anonymiseItem(client, table, item));
    from = page.LastEvaluatedKey;
  } while (from);
}

async function anonymiseItem(client: DynamoDBDocumentClient, table: string, item: MarshalledItem): Promise<void> {
  const anonymised = anonymiseHistoryItem(item);
  if (isDeepStrictEqual(anonymised, item)) return;
  const { attempt_code, change_key, attempt, changed_by } = anonymised;
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { attempt_code, change_key } as MarshalledItem,
        UpdateExpression: 'SET #attempt = :attempt, changed_by = :by REMOVE packed_attempt',
        // It may have expired.
        ConditionExpression: 'attribute_exists(attempt_code)',
        ExpressionAttributeNames: { '#attempt': 'attempt' },
        ExpressionAttributeValues: { ':attempt': attempt ?? { M: {} }, ':by': changed_by ?? { M: {} } },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
}
