import type { MappingContext } from './context.ts';
import { type ResponseContext, sendToDestination } from './failureDestination.ts';
import type { ShardRecord } from './record.ts';
import { recordsDone } from './response.ts';

/** Records that are invoked together, with their counts so far. Splitting carries the counts over. */
interface SubBatch {
  records: readonly ShardRecord[];
  /** Failed invocations in a row that got no record further; the back-off grows with them. */
  failures: number;
  /** Failed invocations that count against maximumRetryAttempts: see `countedFailures`. */
  counted: number;
  invocations: number;
  response?: ResponseContext;
}

/**
 * Invokes the function until each record of the batch is processed or discarded, strictly in order.
 * After a stop it returns with the rest undone. Does not reject.
 */
export async function deliverBatch(
  records: readonly ShardRecord[],
  shardId: string,
  context: MappingContext,
): Promise<void> {
  const subBatches: SubBatch[] = [{ records, failures: 0, counted: 0, invocations: 0 }];
  for (
    let subBatch = subBatches.shift();
    subBatch !== undefined && !context.signal.aborted;
    subBatch = subBatches.shift()
  ) {
    subBatches.unshift(...(await deliverSubBatch(subBatch, shardId, context)));
  }
}

/** Returns the rest of the sub-batch, to be delivered before its successors. */
async function deliverSubBatch(subBatch: SubBatch, shardId: string, context: MappingContext): Promise<SubBatch[]> {
  const { expired, fresh } = splitByAge(subBatch.records, context);
  if (expired.length > 0) {
    await sendToDestination({ ...subBatch, condition: 'RecordAgeExceeded', shardId, records: expired }, context);
    return fresh.length > 0 ? [{ ...subBatch, records: fresh }] : [];
  }
  const { done, response } = await invokeOnce(subBatch.records, context);
  if (done === subBatch.records.length) return [];
  const rest = remainderOf(subBatch, done, response, context.settings.bisectBatchOnFunctionError);
  if (isExhausted(rest, context)) {
    await sendToDestination({ ...rest, condition: 'RetryAttemptsExhausted', shardId }, context);
    return [];
  }
  await context.changed.pause(context.retryDelayMs(rest.failures));
  // AWS splits at the sequence number that the function returned; halves are for when that gets nowhere.
  return done === 0 && context.settings.bisectBatchOnFunctionError ? halves(rest) : [rest];
}

/** A shard's records arrive in the order of their age, so those that are too old come first. */
function splitByAge(records: readonly ShardRecord[], { settings, now }: MappingContext) {
  const oldest = settings.maximumRecordAgeInSeconds === -1 ? 0 : now() / 1000 - settings.maximumRecordAgeInSeconds;
  const isFresh = ({ dynamodb }: ShardRecord) => (dynamodb.ApproximateCreationDateTime ?? oldest) >= oldest;
  const firstFresh = records.findIndex(isFresh);
  const count = firstFresh === -1 ? records.length : firstFresh;
  return { expired: records.slice(0, count), fresh: records.slice(count) };
}

async function invokeOnce(records: readonly ShardRecord[], context: MappingContext) {
  try {
    // As on AWS each invocation gets its own event: the function may have changed the previous one.
    const response = await context.invoke({ Records: structuredClone([...records]) });
    const done = recordsDone(response, records);
    if (done < records.length) context.log(`The function failed on ${records.length - done} of its records.`);
    return { done, response: responseContext(null) };
  } catch (error) {
    context.log(`The function failed on a batch of ${records.length}: ${String(error)}`);
    return { done: 0, response: responseContext('Unhandled') };
  }
}

function responseContext(functionError: string | null): ResponseContext {
  return { statusCode: 200, executedVersion: '$LATEST', functionError };
}

function remainderOf(subBatch: SubBatch, done: number, response: ResponseContext, bisects: boolean): SubBatch {
  return {
    records: subBatch.records.slice(done),
    failures: done > 0 ? 1 : subBatch.failures + 1,
    counted: countedFailures(subBatch, done, bisects),
    invocations: subBatch.invocations + 1,
    response,
  };
}

/**
 * With bisecting only the failures of a record on its own count, because on AWS splitting a batch does not use up
 * retries: each record that ends up alone is invoked once and then retried maximumRetryAttempts times, and none is
 * discarded because of a neighbour. Without bisecting the batch is discarded as a whole: each failed invocation
 * counts, and the count begins anew with the record at which the checkpoint comes to stand.
 */
function countedFailures(subBatch: SubBatch, done: number, bisects: boolean): number {
  if (bisects) return subBatch.records.length === 1 ? subBatch.counted + 1 : 0;
  return done > 0 ? 1 : subBatch.counted + 1;
}

function isExhausted({ counted }: SubBatch, { settings }: MappingContext): boolean {
  return settings.maximumRetryAttempts !== -1 && counted > settings.maximumRetryAttempts;
}

function halves(subBatch: SubBatch): SubBatch[] {
  const middle = Math.ceil(subBatch.records.length / 2);
  const parts = [subBatch.records.slice(0, middle), subBatch.records.slice(middle)];
  return parts.filter(records => records.length > 0).map(records => ({ ...subBatch, records }));
}
