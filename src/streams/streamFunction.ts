import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { errorFields } from '../platform/errorFields.ts';
import { log } from '../platform/log.ts';
import { checkpointOf, type FailedTask } from '../platform/processInKeyOrder.ts';

interface StreamOptions {
  /** @returns the first failed record of each group */
  process(records: readonly DynamoDBRecord[]): Promise<readonly FailedTask[]>;
  onFailure(fields: Record<string, unknown>): void;
  onProcessed(counts: { records: number; failed: number }): void;
}

/** A Lambda function on a stream with ReportBatchItemFailures: the checkpoint is the lowest failed sequence number. */
export function streamFunction({ process, onFailure, onProcessed }: StreamOptions) {
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    if (!Array.isArray(event?.Records)) {
      // Sent by warmers and by the test button of the console.
      log.info('not a stream event', {});
      return { batchItemFailures: [] };
    }
    const failed = await process(event.Records);
    for (const { sequenceNumber, error } of failed) {
      onFailure({ sequence_number: sequenceNumber, ...errorFields(error) });
    }
    onProcessed({ records: event.Records.length, failed: failed.length });
    const checkpoint = checkpointOf(failed);
    return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
  };
}
