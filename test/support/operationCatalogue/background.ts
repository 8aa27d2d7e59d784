import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { toAttemptItem } from '../../../src/store/attempts/attemptItem.ts';
import { toRemovalItem } from '../../../src/store/directory/directoryItem.ts';
import { recordsOf } from '../streamRecords.ts';
import type { Course } from './course.ts';
import { attemptOf } from './fill.ts';
import type { Operation } from './operation.ts';

const BATCH = 100;
const MAX_BATCH_SIZE = 25;

/** An attempt in progress, started an hour ago. */
export function running(course: Course): Attempt {
  const startedAt = laterBy(new Date().toISOString(), -3600);
  const times = { createdAt: startedAt, startedAt, allowedTimeSeconds: 5400, baseTimeSeconds: 5400 };
  return { ...attemptOf(course), ...times, status: 'started', version: 2 };
}

export function statusChanges(course: Course): DynamoDBRecord[] {
  return Array.from({ length: BATCH }, () => {
    const before = running(course);
    return recordsOf([before, { ...before, status: 'submitted', version: 3 }]).slice(1);
  }).flat();
}

/** Removals as the service writes them, each with its tombstone. */
async function removals(course: Course): Promise<DynamoDBRecord[]> {
  const { client, tables } = course.service;
  const removed = Array.from({ length: BATCH }, () => running(course));
  const removal = {
    at: new Date().toISOString(),
    by: { role: 'staff' as const, userId: 900 },
    reason: 'a new attempt is granted',
  };
  const writes = removed.map(attempt => ({ PutRequest: { Item: toRemovalItem(attempt, removal) } }));
  for (let at = 0; at < writes.length; at += MAX_BATCH_SIZE) {
    const batch = { [tables.directory]: writes.slice(at, at + MAX_BATCH_SIZE) };
    await client.send(new BatchWriteCommand({ RequestItems: batch }));
  }
  return removed.flatMap(attempt => recordsOf([attempt, undefined]).slice(1));
}

/** The schedule and the archive. */
export const BACKGROUND_OPERATIONS: readonly Operation[] = [
  {
    id: 'schedule',
    title: 'one of eight runs of the schedule, with nothing to close',
    function: 'timeOuts',
    prepare: async () => ({ function: 'timeOuts', event: { share: 0, of: 8 } }),
  },
  {
    id: 'schedule_later',
    title: 'the straggler sweep, with nothing to close',
    function: 'timeOuts',
    prepare: async () => ({ function: 'timeOuts', event: { later: true } }),
  },
  {
    id: 'time_out',
    title: 'a manual run of the whole schedule that closes one attempt',
    function: 'timeOuts',
    async prepare(course) {
      const { client, tables } = course.service;
      const overdue = { ...running(course), allowedTimeSeconds: 3540 };
      await client.send(new PutCommand({ TableName: tables.attempts, Item: toAttemptItem(overdue) }));
      return { function: 'timeOuts', event: {} };
    },
  },
  {
    id: 'archive_100',
    title: 'the archive writes 100 status changes',
    function: 'archive',
    prepare: async course => ({ function: 'archive', event: { Records: statusChanges(course) } }),
  },
  {
    id: 'archive_100_removals',
    title: 'the archive writes 100 removals',
    function: 'archive',
    prepare: async course => ({ function: 'archive', event: { Records: await removals(course) } }),
  },
];
