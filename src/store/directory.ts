import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Directory } from '../domain/attempts/attemptStore.ts';
import { directoryKey, fromCodeItem } from './directoryItem.ts';
import type { TableNames } from './tables.ts';

/** Who has which code, live or removed. Read consistently: an attempt removed a moment ago is known as removed. */
export function createDirectory(client: DynamoDBDocumentClient, tables: Pick<TableNames, 'directory'>): Directory {
  return {
    async readCode(attemptCode) {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tables.directory,
          Key: { key: directoryKey.code(attemptCode) },
          ConsistentRead: true,
        }),
      );
      return Item && fromCodeItem(Item);
    },
  };
}
