import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { type ChangeSignal, createChangeSignal } from '../stream-emulator/changeSignal.ts';
import { type QueueSource, sqsQueueSource } from './queueSource.ts';
import { toRecord } from './record.ts';
import { processedMessages } from './response.ts';

const POLL_INTERVAL_MS = 200;
/** After many empty receives the pause is this many times as long. */
const MAX_IDLE_INTERVALS = 4;
/** Time limit for running invocations after a stop. */
const STOP_DEADLINE_MS = 5000;

/** The settings of an event source mapping, named as in serverless.yml. */
export interface QueueMappingSettings {
  /** From 1 to 10. */
  batchSize: number;
  /** Batches that are processed concurrently; AWS allows 2 to 1,000. */
  maximumConcurrency: number;
  /** Without it a response of the function is ignored: only an error fails, and the batch as a whole. */
  functionResponseType?: 'ReportBatchItemFailures' | undefined;
}

export interface QueueMappingOptions {
  settings: QueueMappingSettings;
  /** Resolves with the function's response, rejects on a function error. */
  invoke: (event: SQSEvent) => Promise<unknown>;
  log?: (line: string) => void;
  /** Pause after an empty receive (200 by default). */
  pollIntervalMs?: number;
}

/** A running mapping. */
export interface QueueMapping {
  /** Starts no further invocation and waits some seconds for the running ones. May be called repeatedly. */
  stop(): Promise<void>;
  /** Resolves when no message is visible or being processed, or after a stop. Invisible ones are not awaited. */
  idle(): Promise<void>;
}

/**
 * Reads a queue and invokes a function with its messages, like Lambda's event source mapping.
 * @throws the error of SQS if the queue does not exist
 */
export async function startQueueMapping(
  options: QueueMappingOptions & { sqs: SQSClient; queueUrl: string },
): Promise<QueueMapping> {
  return startMapping(await sqsQueueSource(options.sqs, options.queueUrl), options);
}

/** The state of a running mapping. */
interface Mapping extends Required<QueueMappingOptions> {
  source: QueueSource;
  changed: ChangeSignal;
  /** Aborted when the mapping is stopped. */
  signal: AbortSignal;
  /** Batches that are being processed. */
  running: number;
  /** Receives that were started. */
  receives: number;
  /** The last receive without a message that began while no batch was running. */
  lastQuietReceive: number;
  /** The quiet receive that callers of `idle` wait for. */
  awaitedReceive: number;
}

/** Starts a mapping on any source of messages. */
export function startMapping(source: QueueSource, options: QueueMappingOptions): QueueMapping {
  const controller = new AbortController();
  const mapping: Mapping = {
    log: () => {},
    pollIntervalMs: POLL_INTERVAL_MS,
    ...options,
    source,
    signal: controller.signal,
    changed: createChangeSignal(controller.signal),
    running: 0,
    receives: 0,
    lastQuietReceive: 0,
    awaitedReceive: 0,
  };
  const batches = new Set<Promise<void>>();
  const polling = poll(mapping, batch => {
    const delivery = deliver(batch, mapping).finally(() => batches.delete(delivery));
    batches.add(delivery);
  });
  return {
    async stop() {
      controller.abort();
      await settledWithin(
        polling.then(() => Promise.all(batches)),
        STOP_DEADLINE_MS,
      );
    },
    async idle() {
      // A receive that is under way may be answered before a message that precedes this call.
      const awaited = mapping.receives + 1;
      mapping.awaitedReceive = awaited;
      mapping.changed.notify();
      await mapping.changed.until(() => mapping.lastQuietReceive >= awaited);
    },
  };
}

/** Receives batches until the stop, one after the other; `start` does not wait for the function. */
async function poll(mapping: Mapping, start: (batch: Message[]) => void): Promise<void> {
  const { changed, signal, settings, pollIntervalMs } = mapping;
  for (let emptyReceives = 0; !signal.aborted; ) {
    await changed.until(() => mapping.running < settings.maximumConcurrency);
    if (signal.aborted) return;
    mapping.receives += 1;
    const isQuiet = mapping.running === 0;
    const messages = await receive(mapping);
    if (messages === undefined) await changed.pause(pollIntervalMs * MAX_IDLE_INTERVALS);
    else if (messages.length > 0) start(messages);
    else {
      if (isQuiet) mapping.lastQuietReceive = mapping.receives;
      changed.notify();
      const intervals = Math.min(emptyReceives + 1, MAX_IDLE_INTERVALS);
      await changed.until(() => isAwaited(mapping), pollIntervalMs * intervals);
    }
    emptyReceives = messages?.length === 0 ? emptyReceives + 1 : 0;
  }
}

function isAwaited({ running, lastQuietReceive, awaitedReceive }: Mapping): boolean {
  return running === 0 && lastQuietReceive < awaitedReceive;
}

/** @returns undefined if the queue did not answer */
async function receive({ source, settings, signal, log }: Mapping): Promise<Message[] | undefined> {
  try {
    return await source.receive(settings.batchSize, signal);
  } catch (error) {
    if (!signal.aborted) log(`The queue did not answer: ${String(error)}`);
    return undefined;
  }
}

/** Invokes the function, and deletes the messages that it has processed. Does not reject. */
async function deliver(batch: readonly Message[], mapping: Mapping): Promise<void> {
  mapping.running += 1;
  try {
    const processed = await invokeOnce(batch, mapping);
    const remaining = processed.length > 0 ? await mapping.source.delete(processed) : [];
    if (remaining.length > 0) mapping.log(`${remaining.length} messages were not deleted, and will be repeated.`);
  } catch (error) {
    mapping.log(`Messages were not deleted, and will be repeated: ${String(error)}`);
  } finally {
    mapping.running -= 1;
    mapping.changed.notify();
  }
}

/** The processed messages. The others become visible again by their visibility timeout, which the function may have changed. */
async function invokeOnce(batch: readonly Message[], { source, settings, invoke, log }: Mapping): Promise<Message[]> {
  try {
    const response = await invoke({ Records: batch.map(message => toRecord(message, source.arn)) });
    return settings.functionResponseType ? processedMessages(response, batch) : [...batch];
  } catch (error) {
    log(`The function failed for a batch of ${batch.length} messages: ${String(error)}`);
    return [];
  }
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<void> {
  const { promise: deadline, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
