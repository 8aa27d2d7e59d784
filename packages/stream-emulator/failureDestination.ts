import { randomUUID } from 'node:crypto';
import type { MappingContext } from './context.ts';
import type { ShardRecord } from './record.ts';

const DESTINATION_ATTEMPTS = 5;

/** Why records were given up. */
type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** What Lambda tells about the last response; `functionError` is null if the function returned but named failures. */
export interface ResponseContext {
  statusCode: number;
  executedVersion: string;
  functionError: string | null;
}

/** What Lambda sends to a queue about records that were given up: where they are in the stream, not what they hold. */
export interface FailureRecord {
  requestContext: {
    requestId: string;
    functionArn?: string;
    condition: FailureCondition;
    approximateInvokeCount: number;
  };
  responseContext?: ResponseContext;
  version: '1.0';
  timestamp: string;
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
}

/** Records to be given up and what is known of the attempts to have them processed. */
export interface GivenUp {
  condition: FailureCondition;
  shardId: string;
  records: readonly ShardRecord[];
  invocations: number;
  response?: ResponseContext | undefined;
}

/** Sends the records' whereabouts to the on-failure destination, trying a few times. Does not reject. */
export async function giveUp(givenUp: GivenUp, context: MappingContext): Promise<void> {
  const failure = failureRecord(givenUp, context);
  for (let attempt = 1; attempt <= DESTINATION_ATTEMPTS; attempt += 1) {
    try {
      await context.onFailure(failure);
      return;
    } catch (error) {
      context.log(`The on-failure destination failed: ${String(error)}`);
    }
    if (attempt < DESTINATION_ATTEMPTS) await context.bell.pause(context.retryDelayMs(attempt));
  }
  context.log(`The on-failure destination never took ${JSON.stringify(failure)}`);
}

function failureRecord(givenUp: GivenUp, { streamArn, now }: MappingContext): FailureRecord {
  const { condition, shardId, records, invocations, response } = givenUp;
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

/** To the second, like 2025-06-05T18:21:49Z. */
function arrival(record: ShardRecord | undefined): string {
  const seconds = record?.dynamodb.ApproximateCreationDateTime ?? 0;
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
