import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { ChangeSignal } from './changeSignal.ts';
import type { FailureRecord } from './failureRecord.ts';
import type { StreamSource } from './streamSource.ts';

/** The settings of an event source mapping, named as in serverless.yml. */
export interface MappingSettings {
  batchSize: number;
  /** Seconds to wait for a batch to fill. */
  batchWindow: number;
  /** Batches per shard that may be processed concurrently. */
  parallelizationFactor: number;
  /** -1 for no limit. */
  maximumRetryAttempts: number;
  /** -1 for no limit. */
  maximumRecordAgeInSeconds: number;
  bisectBatchOnFunctionError: boolean;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
}

/** Options of a mapping besides the stream. */
export interface MappingOptions {
  streamArn: string;
  settings: MappingSettings;
  /** Resolves with the function's response, rejects on a function error. */
  invoke: (event: DynamoDBStreamEvent) => Promise<unknown>;
  /** The on-failure destination. */
  onFailure: (failure: FailureRecord) => void | Promise<void>;
  log?: (line: string) => void;
  /** Pause after a short or empty read (200 by default); up to four times as long after many empty reads. */
  pollIntervalMs?: number;
  /** Pause after this number of consecutive failures, from 1. */
  retryDelayMs?: (attempt: number) => number;
  now?: () => number;
}

/** Shared by all parts of a running mapping. */
export interface MappingContext extends Required<MappingOptions> {
  source: StreamSource;
  changed: ChangeSignal;
  /** Aborted when the mapping is stopped. */
  signal: AbortSignal;
}
