import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { invalidCursor } from '../../domain/errors.ts';
import type { NoteStore } from '../../usecases/ports/noteStore.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import { asText } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { transact } from '../dynamodb/transact.ts';
import { fromNoteItem, RECORD_PREFIX, recordKey, toNoteItem } from './noteItem.ts';

/** Notes in the records table, in the partition of their attempt code. */
export function createNoteStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'records' | 'directory'>,
  retentionDays: RetentionDays = null,
): NoteStore {
  return {
    async add(note) {
      const expiry = expiresAt(note.createdAt, retentionDays);
      const Item = { ...toNoteItem(note), ...(expiry !== undefined && { expires_at: expiry }) };
      const failed = await transact<'note' | 'learner'>(client, [
        {
          name: 'note',
          write: { Put: { TableName: tables.records, Item, ConditionExpression: 'attribute_not_exists(subject)' } },
        },
        { name: 'learner', write: { ConditionCheck: notErasedCheck(tables.directory, note.learnerId) } },
      ]);
      if (failed.has('learner')) return 'erased';
      return failed.size === 0 ? 'stored' : 'taken';
    },

    async readPage(attemptCode, limit, cursor) {
      const subject = recordKey.attempt(attemptCode);
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tables.records,
          KeyConditionExpression: 'subject = :subject AND begins_with(entry, :note)',
          ExpressionAttributeValues: { ':subject': subject, ':note': RECORD_PREFIX.note },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true,
          ...(cursor && { ExclusiveStartKey: { subject, entry: readCursor(cursor) } }),
        }),
      );
      const last = asText(LastEvaluatedKey?.entry);
      return { notes: Items.map(fromNoteItem), nextCursor: last?.slice(RECORD_PREFIX.note.length) ?? null };
    },
  };
}

function readCursor(cursor: string): string {
  if (/^\d{16}$/.test(cursor)) return `${RECORD_PREFIX.note}${cursor}`;
  throw invalidCursor();
}
