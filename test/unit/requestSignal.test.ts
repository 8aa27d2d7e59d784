import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createAwsCall } from '../../src/aws/awsCall.ts';
import { isRequestOver, requestId, runOutsideOfRequests, runRequest } from '../../src/platform/requestSignal.ts';
import { batchReads } from '../../src/store/dynamodb/batchReads.ts';
import { scriptedServer } from '../support/scriptedServer.ts';

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

  it('ends the calls of other services: no message is sent after it', async () => {
    const received: string[] = [];
    const ended = new AbortController();
    const server = await scriptedServer(({ body }) => {
      received.push(body);
      ended.abort();
    });
    const env = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const call = createAwsCall(env, { name: 'sqs', target: 'AmazonSQS', jsonVersion: '1.0', endpoint: server.url });
    const request = { signal: ended.signal };
    const answers = await runRequest(request, async () => [
      await call('SendMessage', {}),
      await call('SendMessage', {}),
    ]);
    expect(answers).toEqual(Array(2).fill({ fault: expect.any(String), isRetryable: false }));
    expect(received).toHaveLength(1);
    await server.close();
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
