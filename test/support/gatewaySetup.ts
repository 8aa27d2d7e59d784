import type { TestProject } from 'vitest/node';
import { E2E_SETTINGS } from './e2eVendors.ts';
import { startGateway } from './gateway/gateway.ts';

/** One gateway for all API tests, which find it where end-to-end tests find their stack. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const gateway = await startGateway(E2E_SETTINGS);
  project.provide('stackUrl', gateway.url);
  project.provide('stackEndpoint', gateway.endpoint);
  project.provide('stackLambdaPort', gateway.port);
  project.provide('stackTables', gateway.tables);
  return () => gateway.stop();
}
