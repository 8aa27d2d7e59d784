import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The fate of one call: it succeeds, is rejected, succeeds with a lost answer, or is half done. */
export type Fault = 'ok' | 'refused' | 'answer lost' | 'half done';

interface BatchWrite {
  RequestItems?: Record<string, unknown[]>;
}

/** Gives the client's writes the fates in order, then lets everything through. */
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
      return fault === 'half done' ? halfDone(args.input as BatchWrite, input => next({ ...args, input })) : next(args);
    },
    { step: 'initialize', name: 'injectFaults' },
  );
  return {
    next(nextFaults) {
      faults = [...nextFaults];
    },
  };
}

/** A batch write of which DynamoDB leaves the second half unprocessed. */
async function halfDone<Output extends { output: object }>(
  input: BatchWrite,
  send: (input: never) => Promise<Output>,
): Promise<Output> {
  const [table, writes] = Object.entries(input.RequestItems ?? {})[0] ?? [];
  if (!table || !Array.isArray(writes) || writes.length < 2) return send(input as never);
  const half = Math.ceil(writes.length / 2);
  const result = await send({ RequestItems: { [table]: writes.slice(0, half) } } as never);
  Object.assign(result.output, { UnprocessedItems: { [table]: writes.slice(half) } });
  return result;
}
