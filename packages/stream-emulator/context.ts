import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { FailureRecord } from './failureDestination.ts';
import type { Bell } from './signal.ts';
import type { StreamSource } from './streamSource.ts';

/** The settings of an event source mapping, named as in serverless.yml. */
export interface MappingSettings {
  batchSize: number;
  /** Seconds to wait for a batch to fill. */
  batchWindow: number;
  /** Lanes per shard: batches that may be under way side by side. */
  parallelizationFactor: number;
  /** -1 for no limit. */
  maximumRetryAttempts: number;
  /** -1 for no limit. */
  maximumRecordAgeInSeconds: number;
  bisectBatchOnFunctionError: boolean;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
}

/** What a mapping is given besides the stream. */
export interface MappingOptions {
  streamArn: string;
  settings: MappingSettings;
  /** Resolves with the function's response, rejects on a function error. */
  invoke: (event: DynamoDBStreamEvent) => Promise<unknown>;
  /** The on-failure destination. */
  onFailure: (failure: FailureRecord) => void | Promise<void>;
  log?: (line: string) => void;
  /** How long to wait after a read that gave little or nothing, up to four times as long after many; 200 if not given. */
  pollIntervalMs?: number;
  /** How long to wait after so many failures in a row, beginning with 1. */
  retryDelayMs?: (attempt: number) => number;
  now?: () => number;
}

/** What all parts of a running mapping share. */
export interface MappingContext extends Required<MappingOptions> {
  source: StreamSource;
  bell: Bell;
  /** Aborted when the mapping is stopped. */
  signal: AbortSignal;
}
