import type { VendorConfigStore, VendorConfigs } from '../../../src/usecases/ports/vendorConfigs.ts';
import { atomically, type Database, freeze } from './database.ts';

export function createVendorConfigs({ vendorConfigs }: Database): VendorConfigs & VendorConfigStore {
  const of = (backend: string) => vendorConfigs.get(backend) ?? {};
  return {
    read: backend => atomically(() => freeze(of(backend).config)),
    claimFetch: (backend, { now, dueBefore }) =>
      atomically(() => {
        const { fetchedAt = '', ...stored } = of(backend);
        if (fetchedAt > dueBefore && fetchedAt <= now) return false;
        vendorConfigs.set(backend, { ...stored, fetchedAt: now });
        return true;
      }),
    save: (backend, config) =>
      atomically(() => void vendorConfigs.set(backend, { ...of(backend), config: freeze(config) })),
  };
}
