import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Directory } from '../../usecases/ports/directory.ts';
import { asText } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { fromCodeItem } from './directoryItem.ts';
import { directoryKey } from './directoryKey.ts';

/** The attempts of codes, live or removed; strongly consistent, so that a removal is visible at once. */
export function createDirectory(client: DynamoDBDocumentClient, tables: Pick<TableNames, 'directory'>): Directory {
  const read = async (key: string) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.directory, Key: { key }, ConsistentRead: true }),
    );
    return Item;
  };
  return {
    async readCode(attemptCode) {
      const item = await read(directoryKey.code(attemptCode));
      return item && fromCodeItem(item);
    },

    async readExternal(externalId) {
      const attemptCode = asText((await read(directoryKey.external(externalId)))?.attempt_code);
      return attemptCode === null ? undefined : { attemptCode };
    },
  };
}
