import type { ShardRecord } from './record.ts';

/**
 * The number of processed records, from the start of the batch: all, those before the lowest failed sequence number, or none if
 * an item identifier is empty, null or unknown ("Configuring partial batch response with DynamoDB and Lambda").
 */
export function countProcessed(response: unknown, batch: readonly ShardRecord[]): number {
  if (response === null || response === undefined) return batch.length;
  // AWS does not document responses other than objects; here they are complete failures.
  if (typeof response !== 'object' || Array.isArray(response)) return 0;
  const failures: unknown = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  // A batch is ordered by sequence number, so the first position has the lowest number.
  const positions = failures.map(failure => positionOf(failure?.itemIdentifier, batch));
  return positions.includes(-1) ? 0 : Math.min(batch.length, ...positions);
}

function positionOf(identifier: unknown, batch: readonly ShardRecord[]): number {
  if (typeof identifier !== 'string' || !/^\d+$/.test(identifier)) return -1;
  // DynamoDB Local pads its numbers with zeros; those of AWS have 21 to 40 digits.
  const sequenceNumber = BigInt(identifier);
  return batch.findIndex(({ dynamodb }) => BigInt(dynamodb.SequenceNumber) === sequenceNumber);
}
