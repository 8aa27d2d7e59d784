import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { FailedTask } from '../../src/platform/processInKeyOrder.ts';
import { streamFunction } from '../../src/streams/streamFunction.ts';

const records = (count: number) => Array.from({ length: count }, () => ({}) as DynamoDBRecord);

/** Runs a batch of four records, of which these fail. */
async function run(process: () => Promise<readonly FailedTask[]>) {
  const log: unknown[] = [];
  const handler = streamFunction({
    process,
    onFailure: ({ sequence_number }) => log.push(sequence_number),
    onProcessed: counts => log.push(counts),
  });
  const { batchItemFailures } = await handler({ Records: records(4) });
  return { checkpoints: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), log };
}

const failed = (sequenceNumber: string): FailedTask => ({ sequenceNumber, error: new Error('no') });

describe('a function on a stream', () => {
  it('has the batch delivered again from the first record that failed', async () => {
    const { checkpoints, log } = await run(async () => [failed('1000'), failed('300'), failed('700')]);
    expect(checkpoints).toEqual(['300']);
    expect(log).toEqual(['1000', '300', '700', { records: 4, failed: 3 }]);
  });

  it('has nothing delivered again without a failure', async () => {
    expect(await run(async () => [])).toEqual({ checkpoints: [], log: [{ records: 4, failed: 0 }] });
  });

  it('fails with the whole batch', async () => {
    await expect(run(() => Promise.reject(new Error('no number')))).rejects.toThrow('no number');
  });
});
