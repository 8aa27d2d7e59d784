import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { invalidCursor } from '../../domain/errors.ts';
import type { History } from '../../usecases/ports/history.ts';
import { asText } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { changesOf, fromHistoryItem } from './historyItem.ts';

/** Reads the history, which only the archive function writes. */
export function createHistory(client: DynamoDBDocumentClient, tables: Pick<TableNames, 'history'>): History {
  return {
    async readPage(attemptCode, limit, cursor) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tables.history,
          KeyConditionExpression: 'attempt_code = :code',
          ExpressionAttributeValues: { ':code': attemptCode },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true,
          ...(cursor && { ExclusiveStartKey: { attempt_code: attemptCode, change_key: readCursor(cursor) } }),
        }),
      );
      const last = asText(LastEvaluatedKey?.change_key);
      return { entries: Items.map(fromHistoryItem), nextCursor: last && Buffer.from(last).toString('base64url') };
    },

    async readNewest(attemptCode, attemptId) {
      const { Items: [newest] = [] } = await client.send(
        new QueryCommand({
          TableName: tables.history,
          KeyConditionExpression: 'attempt_code = :code AND begins_with(change_key, :attempt)',
          ExpressionAttributeValues: { ':code': attemptCode, ':attempt': changesOf(attemptId) },
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        }),
      );
      return newest && fromHistoryItem(newest);
    },
  };
}

function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('latin1');
  if (/^\d{16}#\d{16}#\d{40,}$/.test(key)) return key;
  throw invalidCursor();
}
