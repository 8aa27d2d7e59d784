import { AWS } from './parameters.ts';

export interface Consumer {
  /** One for each partition of the table. */
  shards: number;
  batch: number;
  batchSeconds: number;
  /** What it writes to takes so many records a second; without a limit if not given. */
  mostWritten?: number;
}

/** Records a second that a consumer of a stream gets done at the most. */
export function perSecondOf({ shards, batch, batchSeconds, mostWritten = Number.POSITIVE_INFINITY }: Consumer): number {
  return Math.min((shards * AWS.lanes * batch) / batchSeconds, mostWritten);
}

/**
 * What waits in the stream, second by second, until nothing does.
 * @param coming records a second
 */
export function simulateBacklog(coming: readonly number[], consumer: Consumer): number[] {
  const perSecond = perSecondOf(consumer);
  const waiting: number[] = [];
  let left = 0;
  for (let second = 0; second < coming.length || left > 0; second++) {
    left = Math.max(0, left + (coming[second] ?? 0) - perSecond);
    waiting.push(left);
  }
  return waiting;
}
