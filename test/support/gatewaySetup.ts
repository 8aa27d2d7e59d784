import type { TestProject } from 'vitest/node';
import { E2E_SETTINGS } from './e2eVendors.ts';
import { readFunctionTemplates } from './gateway/functionDefinitions.ts';
import { startGateway } from './gateway/gateway.ts';
import { useSharedDynamodb } from './sharedDynamodb.ts';
import { SHARED_SETTINGS, startVendorGateway, type VendorGatewayAddresses } from './vendorGateway.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stackUrl: string;
    stackEndpoint: string;
    stackTables: Record<string, string>;
    vendorGateway: VendorGatewayAddresses;
    /** The address of the DynamoDB Local for gateways of single files. */
    gatewayDynamodb?: string;
  }
}

/** Two gateways for all API tests, one of them with simulated vendors. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The gateways read the cached result: each would call serverless itself, at the same time.
  const [{ endpoint, release }] = await Promise.all([useSharedDynamodb(), readFunctionTemplates()]);
  const [gateway, withVendors] = await Promise.all([
    startGateway(E2E_SETTINGS, 0, endpoint),
    startVendorGateway(SHARED_SETTINGS, endpoint),
  ]);
  project.provide('gatewayDynamodb', endpoint);
  project.provide('stackUrl', gateway.url);
  project.provide('stackEndpoint', gateway.endpoint);
  project.provide('stackTables', gateway.tables);
  const { stop, ...addresses } = withVendors;
  project.provide('vendorGateway', addresses);
  return async () => {
    await Promise.all([gateway.stop(), stop()]);
    await release();
  };
}
