import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Call {
  command: string;
  input: Record<string, unknown>;
}

export interface CountedCalls {
  /** The names of the commands sent since the last call. */
  take(): string[];
  /** The permissions needed since the last call, as `table action`, sorted, each once. */
  takeRights(): string[];
}

/** Records every later call of a client. */
export function countCalls(client: DynamoDBDocumentClient): CountedCalls {
  let calls: Call[] = [];
  client.middlewareStack.add(
    (next, context) => args => {
      const command = String(context.commandName).replace(/Command$/, '');
      calls.push({ command, input: args.input as Call['input'] });
      return next(args);
    },
    { step: 'initialize', name: 'countCalls' },
  );
  const takeCalls = () => {
    const taken = calls;
    calls = [];
    return taken;
  };
  return {
    take: () => takeCalls().map(({ command }) => command),
    takeRights: () => [...new Set(takeCalls().flatMap(rightsOf))].sort(),
  };
}

/** A transaction needs the right for each of its writes, a batch the batch's own right on each table. */
function rightsOf({ command, input }: Call): string[] {
  if (Array.isArray(input.TransactItems)) {
    return input.TransactItems.flatMap(item =>
      Object.entries(item as Record<string, { TableName: string }>).map(
        ([kind, { TableName }]) => `${TableName} dynamodb:${kind}Item`,
      ),
    );
  }
  if (input.RequestItems) return Object.keys(input.RequestItems).map(table => `${table} dynamodb:${command}`);
  const index = input.IndexName ? `/${input.IndexName}` : '';
  return [`${input.TableName}${index} dynamodb:${command}`];
}
