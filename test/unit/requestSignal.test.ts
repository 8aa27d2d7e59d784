import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { isRequestOver, requestId, runOutsideOfRequests, runRequest } from '../../src/platform/requestSignal.ts';
import { batchReads } from '../../src/store/dynamodb/batchReads.ts';

describe('a request whose time is over', () => {
  const over = { signal: AbortSignal.abort() };
  const running = { signal: new AbortController().signal, id: 'r-1' };

  it('is over in all that it calls, but not in what others share with it', async () => {
    expect(isRequestOver()).toBe(false);
    await runRequest(over, async () => {
      await Promise.resolve();
      expect(isRequestOver()).toBe(true);
      expect(runOutsideOfRequests(isRequestOver)).toBe(false);
    });
    expect(runRequest(running, isRequestOver)).toBe(false);
    expect(runRequest(running, () => [requestId(), runOutsideOfRequests(requestId)])).toEqual(['r-1', undefined]);
  });

  it('does not end the batched reads of a later one', async () => {
    const ends: boolean[] = [];
    const client = batchReads({
      send: async () => {
        ends.push(isRequestOver());
        return { Responses: { table: [{ id: 'first' }, { id: 'second' }] } };
      },
    } as unknown as DynamoDBDocumentClient);
    const read = (id: string) => client.send(new GetCommand({ TableName: 'table', Key: { id }, ConsistentRead: true }));
    const reads = [runRequest(over, () => read('first')), runRequest(running, () => read('second'))];
    expect(await Promise.all(reads)).toEqual([{ Item: { id: 'first' } }, { Item: { id: 'second' } }]);
    expect(ends).toEqual([false]);
  });
});
