import { randomUUID } from 'node:crypto';
import type { MappingContext } from './context.ts';
import type { FailureCondition, FailureRecord, ResponseContext } from './failureRecord.ts';
import type { ShardRecord } from './record.ts';

const MAX_SEND_ATTEMPTS = 5;

/** Records to discard, and their invocations. */
export interface DiscardedRecords {
  condition: FailureCondition;
  shardId: string;
  records: readonly ShardRecord[];
  invocations: number;
  response?: ResponseContext | undefined;
}

/** Sends the positions of the records to the on-failure destination, with a few retries. Does not reject. */
export async function sendToDestination(discarded: DiscardedRecords, context: MappingContext): Promise<void> {
  const failure = failureRecord(discarded, context);
  for (let attempt = 1; attempt <= MAX_SEND_ATTEMPTS; attempt += 1) {
    try {
      await context.onFailure(failure);
      return;
    } catch (error) {
      context.log(`The on-failure destination failed: ${String(error)}`);
    }
    if (attempt < MAX_SEND_ATTEMPTS) await context.changed.pause(context.retryDelayMs(attempt));
  }
  context.log(`The on-failure destination failed permanently; the record is lost: ${JSON.stringify(failure)}`);
}

function failureRecord(discarded: DiscardedRecords, { streamArn, now }: MappingContext): FailureRecord {
  const { condition, shardId, records, invocations, response } = discarded;
  const first = records[0];
  const last = records.at(-1);
  return {
    requestContext: { requestId: randomUUID(), condition, approximateInvokeCount: invocations },
    ...(response && { responseContext: response }),
    version: '1.0',
    timestamp: new Date(now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber ?? '',
      endSequenceNumber: last?.dynamodb.SequenceNumber ?? '',
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn,
    },
  };
}

/** With seconds precision, such as 2025-06-05T18:21:49Z. */
function arrival(record: ShardRecord | undefined): string {
  const seconds = record?.dynamodb.ApproximateCreationDateTime ?? 0;
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
