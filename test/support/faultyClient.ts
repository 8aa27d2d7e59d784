import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The fate of one call: it succeeds, is rejected, succeeds with a lost answer, or is half done. */
export type Fault = 'ok' | 'refused' | 'answer lost' | 'half done';

interface BatchCall {
  RequestItems?: Record<string, unknown[] | { Keys: unknown[] }>;
}

/** Gives the client's calls the fates in order, then lets everything through. */
export function injectFaults(client: DynamoDBDocumentClient): { next: (faults: readonly Fault[]) => void } {
  let faults: Fault[] = [];
  client.middlewareStack.add(
    next => async args => {
      const fault = faults.shift() ?? 'ok';
      if (fault === 'refused') throw new Error('refused by the test');
      if (fault === 'answer lost') {
        await next(args);
        throw new Error('answer lost by the test');
      }
      return fault === 'half done' ? halfDone(args.input as BatchCall, input => next({ ...args, input })) : next(args);
    },
    { step: 'initialize', name: 'injectFaults' },
  );
  return {
    next(nextFaults) {
      faults = [...nextFaults];
    },
  };
}

/** A batch of which DynamoDB leaves a half unprocessed: the second one of writes, the first one of reads. */
async function halfDone<Output extends { output: object }>(
  input: BatchCall,
  send: (input: never) => Promise<Output>,
): Promise<Output> {
  const [table, batch] = Object.entries(input.RequestItems ?? {})[0] ?? [];
  const entries = Array.isArray(batch) ? batch : (batch?.Keys ?? []);
  if (!table || !batch || entries.length < 2) return send(input as never);
  const [first, second] = [
    entries.slice(0, Math.ceil(entries.length / 2)),
    entries.slice(Math.ceil(entries.length / 2)),
  ];
  const isWrite = Array.isArray(batch);
  const request = (part: unknown[]) => ({ [table]: isWrite ? part : { ...batch, Keys: part } });
  const result = await send({ RequestItems: request(isWrite ? first : second) } as never);
  const unprocessed = isWrite ? { UnprocessedItems: request(second) } : { UnprocessedKeys: request(first) };
  Object.assign(result.output, unprocessed);
  return result;
}
