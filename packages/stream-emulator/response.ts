import type { ShardRecord } from './record.ts';

/**
 * How many records of the batch, counted from its start, are done according to the function's response with
 * ReportBatchItemFailures: all of them, those before the lowest sequence number that failed, or none when the
 * response names anything else than records of the batch.
 *
 * AWS takes null, {} and an empty or null list for success and an empty, null or misnamed item identifier for a
 * complete failure ("Configuring partial batch response with DynamoDB and Lambda"). Responses that
 * are no objects are not documented; here they are failures, as they are most likely mistakes.
 */
export function recordsDone(response: unknown, batch: readonly ShardRecord[]): number {
  if (response === null || response === undefined) return batch.length;
  if (typeof response !== 'object' || Array.isArray(response)) return 0;
  const failures: unknown = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  // The batch is in the order of its sequence numbers, so the first place is the lowest number.
  const places = failures.map(failure => placeOf(failure?.itemIdentifier, batch));
  return places.includes(-1) ? 0 : Math.min(batch.length, ...places);
}

function placeOf(identifier: unknown, batch: readonly ShardRecord[]): number {
  if (typeof identifier !== 'string' || !/^\d+$/.test(identifier)) return -1;
  // DynamoDB Local pads its numbers with zeros; those of AWS have 21 to 40 digits.
  const wanted = BigInt(identifier);
  return batch.findIndex(({ dynamodb }) => BigInt(dynamodb.SequenceNumber) === wanted);
}
