import { afterAll, beforeAll, inject } from 'vitest';
import { useStack } from './api.ts';

/** Where a stack and its parts are. */
export interface StackAddresses {
  url: string;
  dynamodbEndpoint: string;
  lambdaPort: number;
  tables: Record<string, string>;
}

/** Sends the requests of a file's tests to the local stack. */
export function useLocalStack(): StackAddresses {
  const stack = inject('localStack');
  beforeAll(() => useStack(stack.url));
  afterAll(() => useStack(undefined));
  return stack;
}
