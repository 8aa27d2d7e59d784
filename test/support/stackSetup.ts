import type { TestProject } from 'vitest/node';
import { startStack } from '../../dev/stack.ts';
import { E2E_SETTINGS } from './e2eVendors.ts';
import type { StackAddresses } from './localStack.ts';
import { useSharedDynamodb } from './sharedDynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    localStack: StackAddresses;
  }
}

/** More reads cost DynamoDB Local more than the tests wait. */
const POLL_INTERVAL_MS = 1000;

/** One stack for all end-to-end tests, on free ports and in memory. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, release } = await useSharedDynamodb();
  const stack = await startStack({
    ...{ quiet: true, env: E2E_SETTINGS, dynamodbEndpoint: endpoint },
    pollIntervalMs: POLL_INTERVAL_MS,
    // Each concurrent invocation of a function has a thread that loads it.
    concurrency: 1,
  });
  const { url, dynamodbEndpoint, lambdaPort, tables } = stack;
  project.provide('localStack', { url, dynamodbEndpoint, lambdaPort, tables });
  return async () => {
    await stack.stop();
    await release();
  };
}
