import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Removal } from '../../domain/attempts/attempt.ts';
import { Overloaded } from '../../domain/errors.ts';
import { asError } from '../../platform/asError.ts';
import { fromRemovalItem } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import type { Item } from '../dynamodb/item.ts';
import { changeOf, learnerOfImage, versionOf } from './historyItem.ts';
import type { StreamedChange } from './streamRecord.ts';

/** DynamoDB's limit for one batch. */
const MAX_READ_BATCH = 100;

/** A parsed record of the stream, or its error. */
export type ReadRecord = { sequenceNumber: string; attempt: string; change: StreamedChange | Error };

/** The directory entries that concern the records of a batch. */
export interface ArchiveContext {
  /** Removals by their tombstones, which are written with the removal, hence before its record. */
  removals: ReadonlyMap<string, Removal>;
  /** Ids of the erased learners. */
  erased: ReadonlySet<number>;
}

/** The key of the attempt's tombstone. */
export function removalKey(record: StreamedChange): string {
  return directoryKey.removal(record.attemptId, versionOf(record.before));
}

/** Reads both in one batch; reads nothing if there is nothing to archive. */
export async function loadArchiveContext(
  client: DynamoDBClient,
  table: string,
  records: readonly ReadRecord[],
): Promise<ArchiveContext | Error> {
  try {
    const archived = records.flatMap(({ change }) => (change instanceof Error || !isArchived(change) ? [] : [change]));
    const removed = archived.filter(({ after, byTimeToLive }) => !after && !byTimeToLive);
    const learners = archived.flatMap(({ before }) => learnerOfImage(before ?? {}) ?? []);
    const items = await readEntries(client, table, [...removed.map(removalKey), ...learners.map(directoryKey.retired)]);
    return {
      removals: new Map(
        items.map(fromRemovalItem).flatMap(({ key, removal }) => (removal ? [[key, removal] as const] : [])),
      ),
      erased: erasedAmong(items, learners),
    };
  } catch (error) {
    return asError(error);
  }
}

function isArchived(change: StreamedChange): boolean {
  try {
    return changeOf(change) !== undefined;
  } catch {
    // Its own processing reports the error.
    return false;
  }
}

/** The erased ones among the learners. */
export async function readErased(
  client: DynamoDBClient,
  table: string,
  entries: readonly { learnerId: number }[],
): Promise<Set<number>> {
  const learners = entries.map(({ learnerId }) => learnerId);
  return erasedAmong(await readEntries(client, table, learners.map(directoryKey.retired)), learners);
}

function erasedAmong(entries: readonly Item[], learners: readonly number[]): Set<number> {
  const keys = new Set(entries.map(({ key }) => key));
  return new Set(learners.filter(id => keys.has(directoryKey.retired(id))));
}

/** Strongly consistent. @throws Error if not all of them can be read */
async function readEntries(client: DynamoDBClient, table: string, entryKeys: readonly string[]): Promise<Item[]> {
  const entries: Item[] = [];
  let keys = [...new Set(entryKeys)].map(key => ({ key: { S: key } }));
  while (keys.length > 0) {
    const batch = keys.slice(0, MAX_READ_BATCH);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: batch, ConsistentRead: true } } }),
    );
    const unprocessed = (UnprocessedKeys[table]?.Keys ?? []) as typeof keys;
    if (unprocessed.length === batch.length) throw new Overloaded('DynamoDB left the keys unprocessed');
    entries.push(...(Responses[table] ?? []).map(item => unmarshall(item)));
    keys = [...unprocessed, ...keys.slice(MAX_READ_BATCH)];
  }
  return entries;
}
