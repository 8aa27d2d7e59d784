import type { Instant } from '../../domain/time.ts';
import type { VendorConfig } from '../../domain/vendors/vendorConfig.ts';

/** The last known configurations of the vendors that publish one. */
export interface VendorConfigs {
  /** Up to some seconds old; undefined where none was ever known, and for vendors that publish none. */
  read(backend: string): Promise<VendorConfig | undefined>;
}

export interface VendorConfigStore {
  /** Whether the configuration is to be fetched now: it was last fetched, by any caller, before `dueBefore`. */
  claimFetch(backend: string, when: { now: Instant; dueBefore: Instant }): Promise<boolean>;
  save(backend: string, config: VendorConfig, now: Instant): Promise<void>;
}
