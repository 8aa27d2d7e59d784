import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/time.ts';
import { log } from '../../platform/log.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import type { TableNames } from '../dynamodb/tables.ts';

/** The entry of the migration that puts attempts of earlier releases into the index of all attempts of a course. */
export const ALL_BY_COURSE_MIGRATION = { key: directoryKey.migration('all_by_course') };

/** Between two reads of the marker by a process, until it says that the migration has finished. */
const RECHECK_MS = 300_000;

/**
 * Whether the index of all attempts of a course has those of earlier releases. Logs, at most every five minutes, that it may
 * lack them. A process that has read that the migration has finished reads no more.
 * @param milliseconds a monotonic clock
 */
export function createMigrationCheck(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
  milliseconds: () => number = () => performance.now(),
): () => Promise<boolean> {
  let checkAgainAt = 0;
  let isFinished = false;
  return async () => {
    if (milliseconds() < checkAgainAt) return isFinished;
    checkAgainAt = milliseconds() + RECHECK_MS;
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.directory, Key: ALL_BY_COURSE_MIGRATION, ConsistentRead: false }),
    );
    isFinished = Item?.finished_at !== undefined;
    if (isFinished) checkAgainAt = Number.POSITIVE_INFINITY;
    else log.warn('lists incomplete', { index: 'all_by_course', advice: 'npm run migrate' });
    return isFinished;
  };
}

/** The update that records the end of the migration: every attempt of the table is in the index. */
export function finishedMarker(tables: Pick<TableNames, 'directory'>, finishedAt: Instant) {
  return {
    TableName: tables.directory,
    Key: ALL_BY_COURSE_MIGRATION,
    UpdateExpression: 'SET finished_at = :at REMOVE positions, segment_count',
    ExpressionAttributeValues: { ':at': finishedAt },
  };
}
