import type * as z from 'zod/mini';
import type { OnDemand } from '../api/contract/lazy.ts';
import type { Vendor } from '../usecases/ports/vendors.ts';

/** What a connection to a vendor is told besides its settings. */
export interface ConnectionContext {
  /** The backend's name in the configuration. */
  name: string;
  /** Where the vendor's browser announces an attempt to us, absolute where PUBLIC_URL is set. */
  launchUrl: (attemptCode: string) => string;
}

/**
 * The calls to one kind of vendor; `registry.ts` lists them. Its deliveries are an `InboundProtocol`, which only the function
 * that records reviews contains.
 */
export interface VendorModule<Settings extends z.ZodMiniType = z.ZodMiniType> {
  /** Production stages refuse it. */
  isForDevelopment?: true;
  /** What a connection needs; undefined where attempts are always registered by the LMS. */
  connection?: {
    settings: OnDemand<Settings>;
    connect(settings: z.output<Settings>, context: ConnectionContext): Vendor;
  };
}

/** Keeps the type of the settings within the module. */
export function vendorModule<Settings extends z.ZodMiniType>(module: VendorModule<Settings>): VendorModule {
  return module as unknown as VendorModule;
}
