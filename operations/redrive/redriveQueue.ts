import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import { countProcessed } from '../../packages/stream-emulator/response.ts';
import type { StreamSource } from '../../packages/stream-emulator/streamSource.ts';
import { type FailedBatch, parseFailedBatch } from './failedBatch.ts';
import { readBatchRecords } from './readBatchRecords.ts';

/** Below Lambda's limit of 6 MB: one record with both images has at most 800 KB, and a third more as base64. */
const MAX_BYTES = 4_000_000;
const MAX_RECORDS = 100;

/** A message about records that a function failed to process. */
export interface FailureMessage {
  body: string;
  /** Deletes the message from the queue. */
  remove(): Promise<void>;
}

export interface FailureQueue {
  /** Yields every message once. */
  messages(): AsyncIterable<FailureMessage>;
  /** Makes messages that were not removed visible again. */
  close(): Promise<void>;
}

export interface RedrivePorts {
  queue: FailureQueue;
  source(streamArn: string): StreamSource;
  /** Resolves with the result of the function. @throws FunctionFailed if it failed as a whole, other errors if it cannot be reached */
  invoke(event: DynamoDBStreamEvent): Promise<unknown>;
  /** The records that are still to be processed, in order. */
  selectDue(records: ShardRecord[]): Promise<ShardRecord[]>;
  log(line: string): void;
  signal: AbortSignal;
}

/** The function failed on its input, as by a record that it cannot read. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

export interface RedriveResult {
  /** Messages that were processed and deleted. */
  redriven: number;
  /** Messages that stay in the queue. */
  remaining: number;
  /** Records that the function processed. */
  records: number;
}

/**
 * Reads the records of each message from the stream and invokes the function with them. A message leaves the queue only
 * after all of its records were processed; the others can be redriven again.
 * @param isDryRun reads and reports, but neither invokes nor deletes
 */
export async function redriveQueue(ports: RedrivePorts, isDryRun: boolean): Promise<RedriveResult> {
  const result: RedriveResult = { redriven: 0, remaining: 0, records: 0 };
  try {
    for await (const message of ports.queue.messages()) {
      const processed = await redriveMessage(message.body, ports, isDryRun).catch((error: Error) => {
        ports.log(`  stays in the queue: ${error.name}: ${error.message}`);
        return undefined;
      });
      if (processed === undefined || isDryRun) {
        result.remaining += 1;
        continue;
      }
      await message.remove();
      result.redriven += 1;
      result.records += processed;
    }
  } finally {
    await ports.queue.close();
  }
  return result;
}

/** @returns the number of records that the function processed; undefined if the message has to stay */
async function redriveMessage(body: string, ports: RedrivePorts, isDryRun: boolean): Promise<number | undefined> {
  const batch = parseFailedBatch(body);
  if (!batch) {
    ports.log('A message that is not about a stream.\n  stays in the queue');
    return undefined;
  }
  ports.log(`${batch.records} records of ${batch.shardId} from ${batch.from} to ${batch.to} (${batch.condition})`);
  const { records, isTrimmed } = await readBatchRecords(batch, ports.source(batch.streamArn), ports.signal);
  const due = await ports.selectDue(records);
  const failed = isDryRun ? [] : await invokeInParts(due, ports);
  if (failed.length > 0) {
    const numbers = failed.map(({ dynamodb }) => dynamodb.SequenceNumber).join(', ');
    ports.log(
      `  stays in the queue: the function failed again on ${failed.length} of ${due.length} records; see its log: ${numbers}`,
    );
    return undefined;
  }
  if (isTrimmed || records.length < batch.records) {
    ports.log(`  stays in the queue: ${describeLoss(batch, records)}`);
    return undefined;
  }
  ports.log(`  ${isDryRun ? 'would be' : 'was'} redriven: ${due.length} records`);
  return due.length;
}

function describeLoss(batch: FailedBatch, available: readonly ShardRecord[]): string {
  return available.length === 0
    ? `the stream no longer has the ${batch.records} records; see "After 24 hours" in docs/operations.md`
    : `the stream no longer has all of the ${batch.records} records; the remaining ${available.length} were processed`;
}

/** @returns the records on which the function failed; those behind them are processed */
async function invokeInParts(records: readonly ShardRecord[], ports: RedrivePorts): Promise<ShardRecord[]> {
  const failed: ShardRecord[] = [];
  for (const part of partsOf(records)) failed.push(...(await invokeWith(part, ports)));
  return failed;
}

async function invokeWith(part: readonly ShardRecord[], ports: RedrivePorts): Promise<ShardRecord[]> {
  const failed: ShardRecord[] = [];
  let rest = [...part];
  while (rest.length > 0) {
    const done = await recordsProcessed(rest, ports);
    if (done === undefined) return [...failed, ...(await isolate(rest, ports))];
    failed.push(...rest.slice(done, done + 1));
    rest = rest.slice(done + 1);
  }
  return failed;
}

/** The halves of a batch on which the function fails as a whole, down to the record. */
async function isolate(records: readonly ShardRecord[], ports: RedrivePorts): Promise<ShardRecord[]> {
  if (records.length <= 1) return [...records];
  const middle = Math.ceil(records.length / 2);
  return [...(await invokeWith(records.slice(0, middle), ports)), ...(await invokeWith(records.slice(middle), ports))];
}

/** @returns undefined if the function failed as a whole */
async function recordsProcessed(
  records: readonly ShardRecord[],
  { invoke }: RedrivePorts,
): Promise<number | undefined> {
  try {
    return countProcessed(await invoke({ Records: [...records] }), records);
  } catch (error) {
    if (error instanceof FunctionFailed) return undefined;
    throw error;
  }
}

function partsOf(records: readonly ShardRecord[]): ShardRecord[][] {
  const parts: ShardRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record));
    const part = parts.at(-1);
    if (part && part.length < MAX_RECORDS && bytes + size <= MAX_BYTES) {
      part.push(record);
      bytes += size;
    } else {
      parts.push([record]);
      bytes = size;
    }
  }
  return parts;
}
