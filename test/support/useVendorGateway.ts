import { afterAll, beforeAll, inject } from 'vitest';
import { useStack } from './api.ts';
import { SETTLED_PATH } from './gateway/gateway.ts';
import { controlOf } from './simulator.ts';
import { startVendorGateway, type VendorGatewayAddresses } from './vendorGateway.ts';

export interface VendorGateway extends VendorGatewayAddresses {
  /** The control API of the simulated vendors. */
  control: ReturnType<typeof controlOf>;
  /** Resolves when every change so far went through all functions that read a stream. */
  settled(): Promise<void>;
  /** Replaces a gateway with settings of its own by a new one, with empty tables. */
  restart(): Promise<void>;
}

/**
 * Sends the requests of a file's, or a suite's, tests to a gateway with simulated vendors: the one that files share, each with exams,
 * learners and plans of its own, or one with these settings.
 * @returns the gateway, when tests run
 */
export function useVendorGateway(settings?: Readonly<Record<string, string>>): VendorGateway {
  const gateway = {} as VendorGateway;
  let own: Awaited<ReturnType<typeof startVendorGateway>> | undefined;
  const start = async () => {
    own = settings && (await startVendorGateway(settings, inject('gatewayDynamodb')));
    const addresses = own ?? inject('vendorGateway');
    useStack(addresses.url);
    Object.assign(gateway, addresses, {
      control: controlOf(addresses.vendorUrl),
      settled: async () => void (await fetch(`${addresses.url}${SETTLED_PATH}`)),
      async restart() {
        await own?.stop();
        await start();
      },
    });
  };
  beforeAll(start);
  afterAll(async () => {
    useStack(undefined);
    await own?.stop();
  });
  return gateway;
}
