import * as z from 'zod/mini';

const sequenceNumber = z.string().check(z.regex(/^\d{1,40}$/));

/** The failure record that Lambda sends to a queue; only the fields used here. */
const invocationRecord = z.object({
  requestContext: z.object({ condition: z.string() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: sequenceNumber,
    endSequenceNumber: sequenceNumber,
    batchSize: z.number(),
    streamArn: z.string(),
  }),
});

/** The position in the stream of records that a function failed to process, and the reason. */
export interface FailedBatch {
  streamArn: string;
  shardId: string;
  /** First and last sequence number. Records of other concurrent batches of the shard may lie between them. */
  from: string;
  to: string;
  records: number;
  condition: string;
}

/** @returns undefined for a message other than Lambda's about a DynamoDB stream */
export function parseFailedBatch(message: string): FailedBatch | undefined {
  const result = z.safeParse(invocationRecord, parseJson(message));
  if (!result.success) return undefined;
  const { requestContext, DDBStreamBatchInfo: info } = result.data;
  return {
    streamArn: info.streamArn,
    shardId: info.shardId,
    from: info.startSequenceNumber,
    to: info.endSequenceNumber,
    records: info.batchSize,
    condition: requestContext.condition,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
