import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Removal } from '../domain/attempts/attempt.ts';
import { type FailedTask, type StreamTask, workThrough } from '../domain/streamBatch.ts';
import { directoryKey, fromRemovalItem } from './directoryItem.ts';
import { changeOf, type MarshalledItem, toHistoryItem, versionOf } from './historyItem.ts';
import { MOST_IN_A_BATCH, putHistoryItems } from './historyWriter.ts';
import { readStreamRecord, type StreamedChange } from './streamRecord.ts';
import type { TableNames } from './tables.ts';

/** DynamoDB answers so many keys in one batch read. */
const MOST_READ_AT_ONCE = 100;

/**
 * Archives the records of one delivery of the attempts table's stream.
 * @returns the first record of every attempt that could not be archived
 * @throws Error when not one record can be named, so that nothing but the whole delivery can be tried again
 */
export async function archiveRecords(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'directory' | 'history'>,
  records: readonly DynamoDBRecord[],
): Promise<FailedTask[]> {
  const read = readRecords(records);
  const removals = await readRemovals(client, tables.directory, read);
  const tasks = read.map(one => toTask(one, removals));
  return workThrough(tasks, entries => writeSideBySide(client, tables.history, entries));
}

type ReadRecord = { sequenceNumber: string; attempt: string; change: StreamedChange | Error };

function readRecords(records: readonly DynamoDBRecord[]): ReadRecord[] {
  const first = records.find(record => isSequenceNumber(record.dynamodb?.SequenceNumber))?.dynamodb?.SequenceNumber;
  if (records.length > 0 && first === undefined) throw new Error('a delivery without a single sequence number');
  return records.map((record, index) => {
    const own = record.dynamodb?.SequenceNumber;
    return {
      // A record that has no name of its own can only be had again together with the whole delivery.
      sequenceNumber: isSequenceNumber(own) ? own : (first as string),
      attempt: record.dynamodb?.Keys?.attempt_id?.N ?? `unknown record ${index}`,
      change: readOrError(record),
    };
  });
}

function isSequenceNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function readOrError(record: DynamoDBRecord): StreamedChange | Error {
  try {
    return readStreamRecord(record);
  } catch (error) {
    return asError(error);
  }
}

function toTask(read: ReadRecord, removals: ReadonlyMap<string, Removal> | Error): StreamTask<MarshalledItem> {
  const { sequenceNumber, attempt } = read;
  try {
    return { sequenceNumber, attempt, entry: entryOf(read.change, removals) };
  } catch (error) {
    return { sequenceNumber, attempt, entry: asError(error) };
  }
}

function entryOf(
  record: StreamedChange | Error,
  removals: ReadonlyMap<string, Removal> | Error,
): MarshalledItem | undefined | Error {
  if (record instanceof Error) return record;
  const change = changeOf(record);
  if (!change) return undefined;
  if (change.change !== 'removed') return toHistoryItem(record, change, null);
  if (record.byTimeToLive) return toHistoryItem(record, { ...change, reason: 'time to live' }, null);
  if (removals instanceof Error) return removals;
  return toHistoryItem(record, change, removals.get(removalKey(record)) ?? null);
}

/** Where the directory says who removed the attempt of this record. */
function removalKey(record: StreamedChange): string {
  return directoryKey.removal(record.attemptId, versionOf(record.before));
}

/** Who removed the attempts that were removed: written with the removal, so it is there before the record is. */
async function readRemovals(
  client: DynamoDBClient,
  table: string,
  records: readonly ReadRecord[],
): Promise<Map<string, Removal> | Error> {
  const removals = new Map<string, Removal>();
  try {
    const removed = records.flatMap(({ change }) =>
      change instanceof Error || change.after || change.byTimeToLive ? [] : [removalKey(change)],
    );
    let keys = [...new Set(removed)].map(key => ({ key: { S: key } }));
    while (keys.length > 0) {
      const asked = keys.slice(0, MOST_READ_AT_ONCE);
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } }),
      );
      const unprocessed = (UnprocessedKeys[table]?.Keys ?? []) as typeof keys;
      if (unprocessed.length === asked.length) return new Error('DynamoDB left the keys unprocessed');
      for (const item of Responses[table] ?? []) {
        const { key, removal } = fromRemovalItem(unmarshall(item));
        if (removal) removals.set(key, removal);
      }
      keys = [...unprocessed, ...keys.slice(MOST_READ_AT_ONCE)];
    }
    return removals;
  } catch (error) {
    return asError(error);
  }
}

async function writeSideBySide(
  client: DynamoDBClient,
  table: string,
  entries: readonly MarshalledItem[],
): Promise<Map<MarshalledItem, unknown>> {
  const batches = Array.from({ length: Math.ceil(entries.length / MOST_IN_A_BATCH) }, (_, index) =>
    entries.slice(index * MOST_IN_A_BATCH, (index + 1) * MOST_IN_A_BATCH),
  );
  const failed = await Promise.all(batches.map(batch => putHistoryItems(client, table, batch)));
  return new Map(failed.flatMap(one => [...one]));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
