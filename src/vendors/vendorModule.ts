import type * as z from 'zod/mini';
import type { Lazy } from '../api/contract/lazy.ts';
import type { Vendor } from '../usecases/ports/vendors.ts';

/** The context of a connection, besides its settings. */
export interface ConnectionContext {
  /** The backend's name in the configuration. */
  name: string;
  /** The address at which the vendor's browser launches an attempt; absolute if PUBLIC_URL is set. */
  launchUrl: (attemptCode: string) => string;
}

/**
 * The calls to one kind of vendor; `registry.ts` lists them. Its deliveries are an `InboundProtocol`, which only the function
 * that records reviews contains.
 */
export interface VendorModule<Settings extends z.ZodMiniType = z.ZodMiniType> {
  /** Production stages reject it. */
  isForDevelopment?: true;
  /** The connection; undefined for a vendor whose attempts only the LMS registers. */
  connection?: {
    settings: Lazy<Settings>;
    connect(settings: z.output<Settings>, context: ConnectionContext): Vendor;
  };
}

/** Declares a module; the type of its settings stays within it. */
export function vendorModule<Settings extends z.ZodMiniType>(module: VendorModule<Settings>): VendorModule {
  return module as unknown as VendorModule;
}
