import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Every call a client makes from now on, by its command's name; `take` answers those since the last time. */
export function countCalls(client: DynamoDBDocumentClient): { take: () => string[] } {
  let calls: string[] = [];
  client.middlewareStack.add(
    (next, context) => args => {
      calls.push(String(context.commandName).replace(/Command$/, ''));
      return next(args);
    },
    { step: 'initialize', name: 'countCalls' },
  );
  return {
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}
