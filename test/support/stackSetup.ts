import type { TestProject } from 'vitest/node';
import { startStack } from '../../local/stack.ts';
import { E2E_VENDORS } from './e2eVendors.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stackUrl: string;
    stackEndpoint: string;
    stackLambdaPort: number;
    stackTables: Record<string, string>;
  }
}

/** Whose web pages may call the stack of the end-to-end tests. */
const CORS_ORIGINS = 'https://learning.example.edu, http://localhost:1997';

/** One whole stack for all end-to-end tests, on free ports and in memory. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const VENDORS = JSON.stringify(E2E_VENDORS);
  const stack = await startStack({ quiet: true, env: { CORS_ORIGINS, VENDORS } });
  project.provide('stackUrl', stack.url);
  project.provide('stackEndpoint', stack.dynamodbEndpoint);
  project.provide('stackLambdaPort', stack.lambdaPort);
  project.provide('stackTables', stack.tables);
  return () => stack.stop();
}
