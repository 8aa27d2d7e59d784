import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { inSlices } from '../measure/inSlices.ts';

/** Writes the old image of what changed its status, one item after the other, as a first handler of a stream does. */
export async function archiveOneByOne(client: DynamoDBClient, table: string, records: readonly DynamoDBRecord[]) {
  for (const Item of itemsOf(records)) await client.send(new PutItemCommand({ TableName: table, Item }));
}

/** The same by 25, all at once: whoever was retired, whatever the order, and if something is left over it is lost. */
export async function archiveInBatches(client: DynamoDBClient, table: string, records: readonly DynamoDBRecord[]) {
  const batches = inSlices(itemsOf(records), 25);
  await Promise.all(
    batches.map(batch =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: batch.map(Item => ({ PutRequest: { Item } })) } }),
      ),
    ),
  );
}

type MarshalledItem = Record<string, AttributeValue>;

function itemsOf(records: readonly DynamoDBRecord[]): MarshalledItem[] {
  return records.flatMap(({ dynamodb = {} }) => {
    const { OldImage: before, NewImage: after, SequenceNumber: number = '' } = dynamodb;
    if (!before || before.status?.S === after?.status?.S) return [];
    const item: MarshalledItem = {
      attempt_code: { S: before.attempt_code?.S ?? '' },
      change_key: { S: number },
      changed_at: { S: after?.modified?.S ?? '' },
      attempt: { M: before as MarshalledItem },
    };
    return [item];
  });
}
