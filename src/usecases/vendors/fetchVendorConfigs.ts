import { type Clock, type Instant, isWithin, laterBy } from '../../domain/time.ts';
import type { VendorConfigStore } from '../ports/vendorConfigs.ts';
import type { Vendors } from '../ports/vendors.ts';

interface Ports {
  vendors: Vendors;
  vendorConfigs: VendorConfigStore;
  clock: Clock;
  onFailure: (vendor: string, error: unknown) => void;
}

/** A vendor is asked once in this time, whether it answers or not. */
const MAX_AGE_SECONDS = 600;

/**
 * Creates the fetch of the configurations that vendors publish. Of concurrent functions one asks a vendor; after a failure
 * the last known configuration stays. It never throws: nobody waits for it.
 */
export function createConfigFetch(ports: Ports): () => Promise<void> {
  const checkedAt = new Map<string, Instant>();
  return async () => {
    const now = ports.clock();
    const dueBefore = laterBy(now, -MAX_AGE_SECONDS);
    await Promise.all(
      ports.vendors.all().map(async ({ name, readConfig }) => {
        const lastCheckAt = checkedAt.get(name);
        if (!readConfig || (lastCheckAt !== undefined && isWithin(MAX_AGE_SECONDS, lastCheckAt, now))) return;
        checkedAt.set(name, now);
        try {
          if (!(await ports.vendorConfigs.claimFetch(name, { now, dueBefore }))) return;
          await ports.vendorConfigs.save(name, await readConfig(), now);
        } catch (error) {
          ports.onFailure(name, error);
        }
      }),
    );
  };
}
