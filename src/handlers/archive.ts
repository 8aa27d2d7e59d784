import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { readBaseConfig } from '../config/platform.ts';
import { readRetention } from '../config/retention.ts';
import { log } from '../platform/log.ts';
import { checkpointOf } from '../platform/processInKeyOrder.ts';
import { createClient } from '../store/dynamodb/client.ts';
import { archiveRecords } from '../store/history/archive.ts';

/** Writes the history from the attempts table's stream (ReportBatchItemFailures). */
const { tables } = readBaseConfig(process.env);
const keptDays = readRetention(process.env, 'HISTORY_RETENTION_DAYS');
const client = createClient();

export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  if (!Array.isArray(event?.Records)) {
    // A warmer or a test of the console: nothing of a stream is lost.
    log.error('not a stream event', {});
    return { batchItemFailures: [] };
  }
  const failed = await archiveRecords(client, tables, event.Records, keptDays);
  for (const { sequenceNumber, error } of failed) {
    log.error('not archived', {
      sequence_number: sequenceNumber,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
  const checkpoint = checkpointOf(failed);
  log.info('archived', { records: event.Records.length, failed: failed.length });
  return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
}
