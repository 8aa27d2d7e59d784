import type { MappingContext } from './context.ts';
import { sendToDestination } from './failureDestination.ts';
import type { ResponseContext } from './failureRecord.ts';
import type { ShardRecord } from './record.ts';
import { countProcessed } from './response.ts';

/** Records of one invocation, with their counters. A split copies the counters. */
interface SubBatch {
  records: readonly ShardRecord[];
  /** Consecutive failed invocations without progress; they determine the back-off. */
  failures: number;
  /** Failed invocations that count against maximumRetryAttempts (`countFailures`). */
  countedFailures: number;
  invocations: number;
  response?: ResponseContext;
}

/**
 * Invokes the function until every record of the batch is processed or discarded, strictly in order. After a stop it returns
 * early. Does not reject.
 */
export async function deliverBatch(
  records: readonly ShardRecord[],
  shardId: string,
  context: MappingContext,
): Promise<void> {
  const subBatches: SubBatch[] = [{ records, failures: 0, countedFailures: 0, invocations: 0 }];
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
  // AWS splits at the returned sequence number, and into halves only without progress.
  return done === 0 && context.settings.bisectBatchOnFunctionError ? halves(rest) : [rest];
}

/** Records of a shard are ordered by age, so expired records come first. */
function splitByAge(records: readonly ShardRecord[], { settings, now }: MappingContext) {
  const oldestSeconds =
    settings.maximumRecordAgeInSeconds === -1 ? 0 : now() / 1000 - settings.maximumRecordAgeInSeconds;
  const isFresh = ({ dynamodb }: ShardRecord) =>
    (dynamodb.ApproximateCreationDateTime ?? oldestSeconds) >= oldestSeconds;
  const firstFresh = records.findIndex(isFresh);
  const expiredCount = firstFresh === -1 ? records.length : firstFresh;
  return { expired: records.slice(0, expiredCount), fresh: records.slice(expiredCount) };
}

async function invokeOnce(records: readonly ShardRecord[], context: MappingContext) {
  try {
    // As on AWS, each invocation gets its own event: functions may change theirs.
    const response = await context.invoke({ Records: structuredClone([...records]) });
    const done = countProcessed(response, records);
    if (done < records.length)
      context.log(
        `The function returned failures: ${records.length - done} of ${records.length} records are unprocessed.`,
      );
    return { done, response: responseContext(null) };
  } catch (error) {
    context.log(`The function failed for a batch of ${records.length} records: ${String(error)}`);
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
    countedFailures: countFailures(subBatch, done, bisects),
    invocations: subBatch.invocations + 1,
    response,
  };
}

/**
 * With bisecting, only failures of a single record count: on AWS a split consumes no retries, and no record is discarded because
 * of a neighbour. Without it every failed invocation counts, from the last checkpoint, and the batch is discarded as a whole.
 */
function countFailures(subBatch: SubBatch, done: number, bisects: boolean): number {
  if (bisects) return subBatch.records.length === 1 ? subBatch.countedFailures + 1 : 0;
  return done > 0 ? 1 : subBatch.countedFailures + 1;
}

function isExhausted({ countedFailures }: SubBatch, { settings }: MappingContext): boolean {
  return settings.maximumRetryAttempts !== -1 && countedFailures > settings.maximumRetryAttempts;
}

function halves(subBatch: SubBatch): SubBatch[] {
  const middle = Math.ceil(subBatch.records.length / 2);
  const parts = [subBatch.records.slice(0, middle), subBatch.records.slice(middle)];
  return parts.filter(records => records.length > 0).map(records => ({ ...subBatch, records }));
}
