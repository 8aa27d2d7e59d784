import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ArchivedChange } from '../../domain/archive/archivedChange.ts';
import type { Removal } from '../../domain/attempts/attempt.ts';
import { asError } from '../../platform/asError.ts';
import {
  type FailedTask,
  processInKeyOrder,
  type StreamOperation,
  type StreamTask,
} from '../../platform/processInKeyOrder.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type ArchiveContext, loadArchiveContext, type ReadRecord, readErased, removalKey } from './archiveContext.ts';
import {
  anonymiseHistoryItem,
  changeOf,
  isAnonymisedHistoryItem,
  learnerOfItem,
  type MarshalledItem,
  toHistoryItem,
} from './historyItem.ts';
import { MAX_BATCH_SIZE, putHistoryItems } from './historyWriter.ts';
import { readStreamRecord, type StreamedChange } from './streamRecord.ts';

/**
 * Archives a batch of records of the attempts table's stream.
 * @returns the first record of every attempt that could not be archived
 * @throws Error if no record has a sequence number, so that only the whole batch can be retried
 */
export async function archiveRecords(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'directory' | 'history'>,
  records: readonly DynamoDBRecord[],
  retentionDays: RetentionDays = null,
): Promise<FailedTask[]> {
  const read = readRecords(records);
  const context = await loadArchiveContext(client, tables.directory, read);
  const tasks = read.map(record => toTask(record, context, retentionDays));
  const failed = await processInKeyOrder(tasks, entries => writeInBatches(client, tables.history, entries));
  return [...failed, ...(await anonymiseErasedMeanwhile(client, tables, tasks))];
}

function readRecords(records: readonly DynamoDBRecord[]): ReadRecord[] {
  const first = records.find(record => isSequenceNumber(record.dynamodb?.SequenceNumber))?.dynamodb?.SequenceNumber;
  if (records.length > 0 && first === undefined) throw new Error('a delivery without a single sequence number');
  return records.map((record, index) => {
    const sequenceNumber = record.dynamodb?.SequenceNumber;
    return {
      // A record without a sequence number can only be redelivered with the whole batch.
      sequenceNumber: isSequenceNumber(sequenceNumber) ? sequenceNumber : (first as string),
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

function toTask(
  read: ReadRecord,
  context: ArchiveContext | Error,
  retentionDays: RetentionDays,
): StreamTask<MarshalledItem> {
  const { sequenceNumber, attempt } = read;
  try {
    return { sequenceNumber, groupKey: attempt, ...operationOf(read.change, context, retentionDays) };
  } catch (error) {
    return { sequenceNumber, groupKey: attempt, kind: 'unreadable', error };
  }
}

function operationOf(
  record: StreamedChange | Error,
  context: ArchiveContext | Error,
  retentionDays: RetentionDays,
): StreamOperation<MarshalledItem> {
  if (record instanceof Error) return { kind: 'unreadable', error: record };
  const change = changeOf(record);
  if (!change) return { kind: 'skip' };
  // Without the context, personal data of an erased learner could be written.
  if (context instanceof Error) return { kind: 'unreadable', error: context };
  const expiry = expiresAt(record.at, retentionDays);
  const item = { ...itemOf(record, change, context.removals), ...(expiry && { expires_at: { N: String(expiry) } }) };
  const isErased = context.erased.has(learnerOfItem(item) ?? 0);
  return { kind: 'write', entry: isErased ? anonymiseHistoryItem(item) : item };
}

function itemOf(record: StreamedChange, change: ArchivedChange, removals: ReadonlyMap<string, Removal>) {
  if (change.change !== 'removed') return toHistoryItem(record, change, null);
  if (record.byTimeToLive) return toHistoryItem(record, { ...change, reason: 'time to live' }, null);
  return toHistoryItem(record, change, removals.get(removalKey(record)) ?? null);
}

/**
 * Checks for erased learners again after the write: an erasure in between may have read the history before it. Their items
 * are anonymised.
 */
async function anonymiseErasedMeanwhile(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'directory' | 'history'>,
  tasks: readonly StreamTask<MarshalledItem>[],
): Promise<FailedTask[]> {
  const named = tasks.flatMap(task => {
    if (task.kind !== 'write' || isAnonymisedHistoryItem(task.entry)) return [];
    const { sequenceNumber, entry } = task;
    const learnerId = learnerOfItem(entry);
    return learnerId === null ? [] : [{ sequenceNumber, entry, learnerId }];
  });
  try {
    const erased = await readErased(client, tables.directory, named);
    const late = named.filter(({ learnerId }) => erased.has(learnerId));
    const anonymised = new Map(late.map(record => [anonymiseHistoryItem(record.entry), record.sequenceNumber]));
    const failed = await writeInBatches(client, tables.history, [...anonymised.keys()]);
    return [...failed].map(([item, error]) => ({ sequenceNumber: anonymised.get(item) ?? '', error }));
  } catch (error) {
    return named.map(({ sequenceNumber }) => ({ sequenceNumber, error }));
  }
}

async function writeInBatches(
  client: DynamoDBClient,
  table: string,
  entries: readonly MarshalledItem[],
): Promise<Map<MarshalledItem, unknown>> {
  const batches = Array.from({ length: Math.ceil(entries.length / MAX_BATCH_SIZE) }, (_, index) =>
    entries.slice(index * MAX_BATCH_SIZE, (index + 1) * MAX_BATCH_SIZE),
  );
  const failed = await Promise.all(batches.map(batch => putHistoryItems(client, table, batch)));
  return new Map(failed.flatMap(failures => [...failures]));
}
