import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import { recordsDone } from '../../packages/stream-emulator/response.ts';
import type { StreamSource } from '../../packages/stream-emulator/streamSource.ts';
import { type FailedBatch, readFailedBatch } from './failedBatch.ts';
import { readBack } from './readBatchRecords.ts';

/** Lambda takes 6 MB at once; one record, with both its images, has at most 800 KB and a third more as base64. */
const MAX_BYTES = 4_000_000;
const MAX_RECORDS = 100;

/** A message about records that a function gave up on. */
export interface FailureMessage {
  body: string;
  /** Takes it out of the queue. */
  remove(): Promise<void>;
}

export interface FailureQueue {
  /** Every message once. */
  messages(): AsyncIterable<FailureMessage>;
  /** Makes messages that were not removed visible again. */
  close(): Promise<void>;
}

export interface RedrivePorts {
  queue: FailureQueue;
  source(streamArn: string): StreamSource;
  /** Resolves with the result of the function, rejects when it failed. */
  invoke(event: DynamoDBStreamEvent): Promise<unknown>;
  /** Those that are still to be processed, in their order. */
  stillDue(records: ShardRecord[]): Promise<ShardRecord[]>;
  say(line: string): void;
  signal: AbortSignal;
}

export interface RedriveResult {
  /** Messages that are dealt with and out of the queue. */
  redriven: number;
  /** Messages that stay in the queue. */
  kept: number;
  /** Records that the function took. */
  records: number;
}

/**
 * Processes again the records that a function could not process: reads them from the stream and invokes the function. A message
 * leaves the queue only when the function took every record that it is about; the rest can be redriven again, as often as need be.
 * @param isRehearsal reads and tells, but neither invokes nor removes anything
 */
export async function redrive(ports: RedrivePorts, isRehearsal: boolean): Promise<RedriveResult> {
  const result: RedriveResult = { redriven: 0, kept: 0, records: 0 };
  try {
    for await (const message of ports.queue.messages()) {
      const taken = await putBack(message.body, ports, isRehearsal).catch((error: Error) => {
        ports.say(`  kept: ${error.name}: ${error.message}`);
        return undefined;
      });
      if (taken === undefined || isRehearsal) {
        result.kept += 1;
        continue;
      }
      await message.remove();
      result.redriven += 1;
      result.records += taken;
    }
  } finally {
    await ports.queue.close();
  }
  return result;
}

/** @returns how many records the function took; undefined where the message has to stay */
async function putBack(body: string, ports: RedrivePorts, isRehearsal: boolean): Promise<number | undefined> {
  const batch = readFailedBatch(body);
  if (!batch) {
    ports.say('A message that does not come from a stream.\n  kept');
    return undefined;
  }
  ports.say(`${batch.records} records of ${batch.shardId} from ${batch.from} to ${batch.to} (${batch.condition})`);
  const { records, isTrimmed } = await readBack(batch, ports.source(batch.streamArn), ports.signal);
  const due = await ports.stillDue(records);
  if (!isRehearsal) await invokeInParts(due, ports);
  if (isTrimmed || records.length < batch.records) {
    ports.say(`  kept: ${lostOf(batch, records)}`);
    return undefined;
  }
  ports.say(`  ${isRehearsal ? 'can be' : 'were'} given to the function: ${due.length} records`);
  return due.length;
}

function lostOf({ records: wanted }: FailedBatch, found: readonly ShardRecord[]): string {
  return found.length === 0
    ? `the stream no longer has the ${wanted} records; see "After 24 hours" in docs/operations.md`
    : `the stream no longer has all of the ${wanted} records; the ${found.length} that it has were looked at`;
}

async function invokeInParts(records: readonly ShardRecord[], { invoke }: RedrivePorts): Promise<void> {
  for (const part of partsOf(records)) {
    const done = recordsDone(await invoke({ Records: part }), part);
    if (done < part.length) {
      throw new Error(`the function failed on record ${part[done]?.dynamodb.SequenceNumber} again; its log says why`);
    }
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
