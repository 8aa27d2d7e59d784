import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { toEvent } from '../../domain/events/event.ts';
import type { Backends } from '../../domain/exams/backends.ts';
import type { Clock } from '../../domain/time.ts';
import { asError } from '../../platform/asError.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import {
  type FailedTask,
  processInKeyOrder,
  type StreamOperation,
  type StreamTask,
} from '../../platform/processInKeyOrder.ts';
import { sha256 } from '../../platform/system.ts';
import type { LoggedEvent } from '../../usecases/ports/eventLog.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import type { RetentionDays } from '../dynamodb/expiry.ts';
import type { Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type EventChange, type EventKey, itemKey, readEventChange } from './eventChanges.ts';
import { toEventItem } from './eventItem.ts';

/** DynamoDB's limit. */
const MAX_SORT_KEY_BYTES = 1024;
/** Writes at a time. */
const CONCURRENCY = 25;

export interface LogSettings {
  /** The `source` of the events. */
  source: string;
  backends: Backends;
  retentionDays: RetentionDays;
  clock: Clock;
  /** Publishes logged events, earlier logged ones too: they may not have been published. @returns the errors of those that are not */
  publish: (events: readonly LoggedEvent[]) => Promise<ReadonlyMap<LoggedEvent, unknown>>;
}

/**
 * Logs the events of a batch of records of the history, reviews or exams table's stream. An event that is logged already
 * stays as it is. Logged events are published, also those behind a record that failed: it may fail for hours.
 * @returns the first record of every changed item that failed
 */
export async function logEvents(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'events' | 'exams'>,
  records: readonly DynamoDBRecord[],
  settings: LogSettings,
): Promise<FailedTask[]> {
  const changes = records.map(readOrError);
  const items = await readItems(client, tables.exams, changes);
  const tasks = records.map((record, index) => toTask(record, changes[index], items, settings));
  return processInKeyOrder(tasks, async events => {
    const failed = await putEvents(client, tables, events, settings);
    const unpublished = await settings.publish(events.filter(event => !failed.has(event)));
    return new Map([...failed, ...unpublished]);
  });
}

function readOrError(record: DynamoDBRecord): EventChange | Error | undefined {
  // Without it, only the whole batch can be redelivered.
  if (!record.dynamodb?.SequenceNumber) throw new Error('a record without a sequence number');
  try {
    return readEventChange(record);
  } catch (error) {
    return asError(error);
  }
}

/** The exams of the changes, and the records of removed allowances, in one batch read. */
async function readItems(
  client: DynamoDBDocumentClient,
  table: string,
  changes: readonly (EventChange | Error | undefined)[],
): Promise<ReadonlyMap<string, Item> | Error> {
  const keys = new Map(
    changes
      .flatMap(change => (!change || change instanceof Error ? [] : change.keys))
      .filter(isValidKey)
      .map(key => [itemKey(key), key]),
  );
  if (keys.size === 0) return new Map();
  try {
    const { [table]: items = [] } = await batchGet(client, { [table]: [...keys.values()] });
    return new Map(items.map(item => [itemKey(item), item]));
  } catch (error) {
    return asError(error);
  }
}

/** An invalid key, which only a manual edit can make, would fail the whole read. */
function isValidKey({ exam_id, entry }: EventKey): boolean {
  return Number.isSafeInteger(exam_id) && Buffer.byteLength(entry) <= MAX_SORT_KEY_BYTES;
}

function toTask(
  { dynamodb }: DynamoDBRecord,
  change: EventChange | Error | undefined,
  items: ReadonlyMap<string, Item> | Error,
  settings: LogSettings,
): StreamTask<LoggedEvent> {
  const task = { sequenceNumber: dynamodb?.SequenceNumber ?? '', groupKey: groupKeyOf(dynamodb?.Keys ?? {}) };
  try {
    return { ...task, ...operationOf(change, items, settings) };
  } catch (error) {
    return { ...task, kind: 'unreadable', error };
  }
}

/** The changes of an attempt's code, of its reviews and of an allowance are logged in their order. */
function groupKeyOf(keys: NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['Keys']>): string {
  return JSON.stringify([keys.attempt_code?.S, keys.exam_id?.N, keys.entry?.S]);
}

function operationOf(
  change: EventChange | Error | undefined,
  items: ReadonlyMap<string, Item> | Error,
  { backends, source }: LogSettings,
): StreamOperation<LoggedEvent> {
  if (!change) return { kind: 'skip' };
  if (change instanceof Error) return { kind: 'unreadable', error: change };
  if (items instanceof Error) return { kind: 'unreadable', error: items };
  const facts = change.toFacts(items, backends);
  if (!facts) return { kind: 'skip' };
  return { kind: 'write', entry: { event: toEvent(facts, { source, sha256 }), courseId: change.courseId } };
}

/** Logs an event that derives from no stream. One that is logged already stays as it is. */
export async function logEvent(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'events'>,
  event: LoggedEvent,
  { clock, retentionDays }: Pick<LogSettings, 'clock' | 'retentionDays'>,
): Promise<void> {
  await putNew(client, tables.events, toEventItem(event, { loggedAt: clock(), retentionDays }));
}

async function putEvents(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'events'>,
  events: readonly LoggedEvent[],
  settings: LogSettings,
): Promise<Map<LoggedEvent, unknown>> {
  const failed = new Map<LoggedEvent, unknown>();
  for (const batch of chunksOf(events, CONCURRENCY)) {
    await Promise.all(
      batch.map(async event => {
        try {
          await logEvent(client, tables, event, settings);
        } catch (error) {
          failed.set(event, error);
        }
      }),
    );
  }
  return failed;
}

async function putNew(client: DynamoDBDocumentClient, table: string, Item: Item): Promise<void> {
  try {
    const ConditionExpression = 'attribute_not_exists(event_id)';
    await client.send(new PutCommand({ TableName: table, Item, ConditionExpression }));
  } catch (error) {
    // Logged by an earlier delivery of the record.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
