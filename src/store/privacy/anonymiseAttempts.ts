import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Actor } from '../../domain/actors.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { ATTEMPT } from '../attempts/attemptAttributes.ts';
import { itemUpdate } from '../attempts/attemptChange.ts';
import { fromAttemptItem } from '../attempts/attemptItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asMap, asNumber, type Item } from '../dynamodb/item.ts';
import { encodeItem } from '../dynamodb/itemCodec.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { anonymiseAttemptItem, anonymiseChange } from './anonymiseImage.ts';

type Tables = Pick<TableNames, 'attempts' | 'directory'>;

interface Erasure {
  userId: number;
  attemptCode: string;
  at: string;
  by: Actor;
}

const RETRIES = { maxTries: 100, busy: 'Too many concurrent changes of an attempt of the learner. Try again.' };

/**
 * Anonymises the live attempt that has the code, then its directory entry: a concurrent removal replaces the entry, which is
 * a conflict.
 */
export async function anonymiseAttempts(
  client: DynamoDBDocumentClient,
  tables: Tables,
  erasure: Erasure,
): Promise<void> {
  await retryOnConflict(async () => {
    const entry = await readItem(client, tables.directory, { key: directoryKey.code(erasure.attemptCode) });
    // Another learner's attempt may have the code by now.
    if (entry?.learner_id !== erasure.userId) return;
    await anonymiseLive(client, tables.attempts, asNumber(entry.attempt_id) ?? 0, erasure);
    if (await anonymiseEntry(client, tables.directory, entry)) return;
    return CONFLICT;
  }, RETRIES);
}

async function readItem(client: DynamoDBDocumentClient, table: string, key: Item): Promise<Item | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return Item;
}

async function anonymiseLive(
  client: DynamoDBDocumentClient,
  table: string,
  attemptId: number,
  erasure: Erasure,
): Promise<void> {
  let item = await readItem(client, table, { attempt_id: attemptId });
  await retryOnConflict(async () => {
    if (!item || item.user_id !== erasure.userId || isDeepStrictEqual(anonymiseAttemptItem(item), item)) return;
    const outcome = await conditionalUpdate(client, { TableName: table, ...anonymisationUpdate(item, erasure) });
    if (!outcome.failed) return;
    item = outcome.item;
    return CONFLICT;
  }, RETRIES);
}

/** A write like any other of the service, but it also removes manually added attributes. */
function anonymisationUpdate(item: Item, { at, by }: Erasure) {
  const attempt = fromAttemptItem(item);
  const written = encodeItem(ATTEMPT, {
    version: attempt.version + 1,
    modifiedAt: at,
    lastChange: { by, reason: null },
  });
  return itemUpdate(item, { ...anonymiseAttemptItem(item), ...written }, attempt);
}

/** @returns false if another attempt has the code by now, or this one was removed meanwhile */
async function anonymiseEntry(client: DynamoDBDocumentClient, table: string, entry: Item): Promise<boolean> {
  const [attempt, removal] = [anonymiseAttemptItem(asMap(entry.attempt) ?? {}), asMap(entry.removal)];
  const anonymised = { attempt, ...(removal && { removal: anonymiseChange(removal) }) };
  if (isDeepStrictEqual({ ...entry, ...anonymised }, entry)) return true;
  const outcome = await conditionalUpdate(client, {
    TableName: table,
    Key: { key: entry.key },
    UpdateExpression: `SET #attempt = :attempt${removal ? ', #removal = :removal' : ''}`,
    ConditionExpression: `attempt_id = :id AND attribute${removal ? '' : '_not'}_exists(#removal)`,
    ExpressionAttributeNames: { '#attempt': 'attempt', '#removal': 'removal' },
    ExpressionAttributeValues: {
      ':id': entry.attempt_id,
      ':attempt': attempt,
      ...(removal && { ':removal': anonymised.removal }),
    },
  });
  return !outcome.failed;
}
