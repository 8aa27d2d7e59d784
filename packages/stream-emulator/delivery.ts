import type { MappingContext } from './context.ts';
import { giveUp, type ResponseContext } from './failureDestination.ts';
import type { ShardRecord } from './record.ts';
import { recordsDone } from './response.ts';

/** Records that are invoked together, and what became of them so far. Splitting carries the counts over. */
interface Piece {
  records: readonly ShardRecord[];
  /** Failed invocations in a row that got no record further; the back-off grows with them. */
  failures: number;
  /** The failed invocations that count against maximumRetryAttempts: see `countedFailures`. */
  counted: number;
  invocations: number;
  response?: ResponseContext;
}

/**
 * Invokes the function until each record of the batch is done or given up, strictly in order.
 * After a stop it returns with the rest undone. Does not reject.
 */
export async function deliverBatch(
  records: readonly ShardRecord[],
  shardId: string,
  context: MappingContext,
): Promise<void> {
  const pieces: Piece[] = [{ records, failures: 0, counted: 0, invocations: 0 }];
  for (let piece = pieces.shift(); piece !== undefined && !context.signal.aborted; piece = pieces.shift()) {
    pieces.unshift(...(await deliverPiece(piece, shardId, context)));
  }
}

/** Gives what is left of the piece, to be delivered before anything that comes after it. */
async function deliverPiece(piece: Piece, shardId: string, context: MappingContext): Promise<Piece[]> {
  const { expired, fresh } = splitByAge(piece.records, context);
  if (expired.length > 0) {
    await giveUp({ ...piece, condition: 'RecordAgeExceeded', shardId, records: expired }, context);
    return fresh.length > 0 ? [{ ...piece, records: fresh }] : [];
  }
  const { done, response } = await invokeOnce(piece.records, context);
  if (done === piece.records.length) return [];
  const rest = failedRest(piece, done, response, context.settings.bisectBatchOnFunctionError);
  if (isExhausted(rest, context)) {
    await giveUp({ ...rest, condition: 'RetryAttemptsExhausted', shardId }, context);
    return [];
  }
  await context.bell.pause(context.retryDelayMs(rest.failures));
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
    // As on AWS each invocation gets an event of its own, whatever the function did to the one before.
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

function failedRest(piece: Piece, done: number, response: ResponseContext, bisects: boolean): Piece {
  return {
    records: piece.records.slice(done),
    failures: done > 0 ? 1 : piece.failures + 1,
    counted: countedFailures(piece, done, bisects),
    invocations: piece.invocations + 1,
    response,
  };
}

/**
 * With bisecting only the failures of a record on its own count, because on AWS splitting a batch does not use up
 * retries: each record that ends up alone is invoked once and then retried maximumRetryAttempts times, and none is
 * given up for a neighbour's sake. Without bisecting the batch is given up as a whole: each failed invocation
 * counts, and the count begins anew with the record at which the checkpoint comes to stand.
 */
function countedFailures(piece: Piece, done: number, bisects: boolean): number {
  if (bisects) return piece.records.length === 1 ? piece.counted + 1 : 0;
  return done > 0 ? 1 : piece.counted + 1;
}

function isExhausted({ counted }: Piece, { settings }: MappingContext): boolean {
  return settings.maximumRetryAttempts !== -1 && counted > settings.maximumRetryAttempts;
}

function halves(piece: Piece): Piece[] {
  const middle = Math.ceil(piece.records.length / 2);
  const parts = [piece.records.slice(0, middle), piece.records.slice(middle)];
  return parts.filter(records => records.length > 0).map(records => ({ ...piece, records }));
}
