import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { backoffMs } from './backoff.ts';
import { createChangeSignal } from './changeSignal.ts';
import type { MappingContext, MappingOptions } from './context.ts';
import { followShards } from './shardTree.ts';
import { dynamodbStreamSource, type StreamSource } from './streamSource.ts';

export type { MappingOptions, MappingSettings } from './context.ts';
export type { FailureRecord } from './failureRecord.ts';

const POLL_INTERVAL_MS = 200;
/** Time limit for running invocations after a stop. */
const STOP_DEADLINE_MS = 5000;

/** A running mapping. */
export interface EventSourceMapping {
  /** Starts no further invocation and waits some seconds for the running ones. May be called repeatedly. */
  stop(): Promise<void>;
  /** Resolves when all records that precede the call are processed or discarded, or after a stop. */
  idle(): Promise<void>;
}

/**
 * Reads a stream and invokes a function with its records, like Lambda's event source mapping with ReportBatchItemFailures.
 * The checkpoint is in memory only: the next mapping begins at the starting position again.
 */
export function startEventSourceMapping(
  options: MappingOptions & { streams: DynamoDBStreamsClient },
): EventSourceMapping {
  return startMapping(dynamodbStreamSource(options.streams, options.streamArn), options);
}

/** Starts a mapping on any source of records. */
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
