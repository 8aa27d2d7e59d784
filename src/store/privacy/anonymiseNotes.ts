import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { RECORD_PREFIX, recordKey } from '../notes/noteItem.ts';

const CONCURRENCY = 10;

/** Removes the texts of notes on the learner's attempts under a code; their authors and times stay. */
export async function anonymiseNotes(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  userId: number,
): Promise<void> {
  const notes = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'subject = :subject AND begins_with(entry, :note)',
    ExpressionAttributeValues: { ':subject': recordKey.attempt(attemptCode), ':note': RECORD_PREFIX.note },
    ConsistentRead: true,
  });
  const withText = notes.filter(item => item.learner_id === userId && item.text !== undefined);
  await mapInBatches(withText, CONCURRENCY, ({ subject, entry }) =>
    conditionalUpdate(client, {
      TableName: table,
      Key: { subject, entry },
      UpdateExpression: 'SET retired = :true REMOVE #text',
      // It may have expired.
      ConditionExpression: 'attribute_exists(subject)',
      ExpressionAttributeNames: { '#text': 'text' },
      ExpressionAttributeValues: { ':true': true },
    }),
  );
}
