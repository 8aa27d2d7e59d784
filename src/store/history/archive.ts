import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ArchivedChange } from '../../domain/archive/archivedChange.ts';
import type { Removal } from '../../domain/attempts/attempt.ts';
import {
  type FailedTask,
  processInKeyOrder,
  type StreamOperation,
  type StreamTask,
} from '../../platform/processInKeyOrder.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import { readStreamRecord, type StreamedChange } from '../dynamodb/streamRecord.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type ArchiveContext, loadArchiveContext, type ReadRecord, readRetired, removalKey } from './archiveContext.ts';
import {
  blankHistoryItem,
  changeOf,
  isBlankHistoryItem,
  learnerIn,
  type MarshalledItem,
  toHistoryItem,
} from './historyItem.ts';
import { MAX_BATCH_SIZE, putHistoryItems } from './historyWriter.ts';

/**
 * Archives the records of one delivery of the attempts table's stream.
 * @param keptDays how long the history is kept
 * @returns the first record of every attempt that could not be archived
 * @throws Error when not one record can be named, so that nothing but the whole delivery can be tried again
 */
export async function archiveRecords(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'directory' | 'history'>,
  records: readonly DynamoDBRecord[],
  keptDays: RetentionDays = null,
): Promise<FailedTask[]> {
  const read = readRecords(records);
  const known = await loadArchiveContext(client, tables.directory, read);
  const tasks = read.map(one => toTask(one, known, keptDays));
  const failed = await processInKeyOrder(tasks, entries => writeSideBySide(client, tables.history, entries));
  return [...failed, ...(await blankRetiredMeanwhile(client, tables, tasks))];
}

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

function toTask(read: ReadRecord, known: ArchiveContext | Error, keptDays: RetentionDays): StreamTask<MarshalledItem> {
  const { sequenceNumber, attempt } = read;
  try {
    return { sequenceNumber, groupKey: attempt, ...operationOf(read.change, known, keptDays) };
  } catch (error) {
    return { sequenceNumber, groupKey: attempt, kind: 'unreadable', error };
  }
}

function operationOf(
  record: StreamedChange | Error,
  known: ArchiveContext | Error,
  keptDays: RetentionDays,
): StreamOperation<MarshalledItem> {
  if (record instanceof Error) return { kind: 'unreadable', error: record };
  const change = changeOf(record);
  if (!change) return { kind: 'skip' };
  // Personal data is written only if the learner is known not to be erased.
  if (known instanceof Error) return { kind: 'unreadable', error: known };
  const end = expiresAt(record.at, keptDays);
  const item = { ...itemOf(record, change, known.removals), ...(end && { expires_at: { N: String(end) } }) };
  const isErased = known.retired.has(learnerIn(item) ?? 0);
  return { kind: 'write', entry: isErased ? blankHistoryItem(item) : item };
}

function itemOf(record: StreamedChange, change: ArchivedChange, removals: ReadonlyMap<string, Removal>) {
  if (change.change !== 'removed') return toHistoryItem(record, change, null);
  if (record.byTimeToLive) return toHistoryItem(record, { ...change, reason: 'time to live' }, null);
  return toHistoryItem(record, change, removals.get(removalKey(record)) ?? null);
}

/**
 * Checks again for retired learners, now that the items are there: a retirement between the first check and the write
 * may have read the history before them. Their items are written again, naming nobody.
 */
async function blankRetiredMeanwhile(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'directory' | 'history'>,
  tasks: readonly StreamTask<MarshalledItem>[],
): Promise<FailedTask[]> {
  const named = tasks.flatMap(task => {
    if (task.kind !== 'write' || isBlankHistoryItem(task.entry)) return [];
    const { sequenceNumber, entry } = task;
    const learnerId = learnerIn(entry);
    return learnerId === null ? [] : [{ sequenceNumber, entry, learnerId }];
  });
  try {
    const retired = await readRetired(client, tables.directory, named);
    const late = named.filter(({ learnerId }) => retired.has(learnerId));
    const blanks = new Map(late.map(one => [blankHistoryItem(one.entry), one.sequenceNumber]));
    const failed = await writeSideBySide(client, tables.history, [...blanks.keys()]);
    return [...failed].map(([item, error]) => ({ sequenceNumber: blanks.get(item) ?? '', error }));
  } catch (error) {
    return named.map(({ sequenceNumber }) => ({ sequenceNumber, error }));
  }
}

async function writeSideBySide(
  client: DynamoDBClient,
  table: string,
  entries: readonly MarshalledItem[],
): Promise<Map<MarshalledItem, unknown>> {
  const batches = Array.from({ length: Math.ceil(entries.length / MAX_BATCH_SIZE) }, (_, index) =>
    entries.slice(index * MAX_BATCH_SIZE, (index + 1) * MAX_BATCH_SIZE),
  );
  const failed = await Promise.all(batches.map(batch => putHistoryItems(client, table, batch)));
  return new Map(failed.flatMap(one => [...one]));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
