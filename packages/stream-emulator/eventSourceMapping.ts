import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { backoffMs } from './backoff.ts';
import { createChangeSignal } from './changeSignal.ts';
import type { MappingContext, MappingOptions } from './context.ts';
import { followShards } from './shardTree.ts';
import { dynamodbStreamSource, type StreamSource } from './streamSource.ts';

export type { MappingOptions, MappingSettings } from './context.ts';
export type { FailureRecord } from './failureDestination.ts';

const POLL_INTERVAL_MS = 200;
/** An invocation that takes longer is left to itself when the mapping is stopped. */
const STOP_DEADLINE_MS = 5000;

/** A mapping that is running. */
export interface EventSourceMapping {
  /** Starts no further invocation and waits some seconds for those under way. May be called more than once. */
  stop(): Promise<void>;
  /** Resolves when all that was in the stream at the time of the call is processed or discarded, or after a stop. */
  idle(): Promise<void>;
}

/**
 * Reads a stream and invokes a function with its records as Lambda's event source mapping does with
 * ReportBatchItemFailures. How far it got is kept in memory only: the next one begins at the starting position again.
 */
export function startEventSourceMapping(
  options: MappingOptions & { streams: DynamoDBStreamsClient },
): EventSourceMapping {
  return startMapping(dynamodbStreamSource(options.streams, options.streamArn), options);
}

/** The same for any source of records. */
export function startMapping(source: StreamSource, options: MappingOptions): EventSourceMapping {
  const controller = new AbortController();
  const context: MappingContext = {
    log: () => {},
    pollIntervalMs: POLL_INTERVAL_MS,
    retryDelayMs: backoffMs,
    now: Date.now,
    ...options,
    source,
    signal: controller.signal,
    changed: createChangeSignal(controller.signal),
  };
  const shards = followShards(context);
  return {
    stop: () => {
      controller.abort();
      return settledWithin(shards.finished, STOP_DEADLINE_MS);
    },
    idle: shards.idle,
  };
}

async function settledWithin(promise: Promise<void>, ms: number): Promise<void> {
  const { promise: deadline, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
