import type * as z from 'zod/mini';
import type { OnDemand } from '../contract/onDemand.ts';
import type { OutcomeTables } from '../domain/reviews/outcomes.ts';
import type { ParsedReview } from '../domain/reviews/review.ts';
import type { Vendor } from '../domain/vendors/vendor.ts';

/** What a connection to a vendor is told besides its settings. */
export interface ConnectionContext {
  /** The backend's name in the configuration. */
  name: string;
  /** Where the vendor's browser announces an attempt to us, absolute where PUBLIC_URL is set. */
  launchUrl: (attemptCode: string) => string;
}

/** How one kind of vendor is spoken to. Everything about it is in its own folder; `protocols.ts` lists them. */
export interface VendorModule<Settings extends z.ZodMiniType = z.ZodMiniType> {
  protocol: string;
  /** Production stages refuse it. */
  isForDevelopment?: true;
  reviews?: {
    /** Takes apart what the vendor posts to the callback; absent where its deliveries do not say what they are about. */
    parse?: (body: Uint8Array) => ParsedReview | 'ignored';
    /** The same for what is posted to a path that names the attempt by the vendor's id. */
    parseAt?: (body: Uint8Array, externalId: string) => ParsedReview;
    /** What is posted proves nothing by itself: an unsigned delivery is never taken. */
    mustBeSigned?: true;
    outcomes: OutcomeTables;
  };
  /** The link to a video as a person can open it; as it is where absent. */
  toPlayableLink?: (link: string) => string;
  /** What a connection needs; undefined where attempts are always registered by the LMS. */
  connection?: {
    settings: OnDemand<Settings>;
    /** Learners come back by our launch callback, so PUBLIC_URL must be set. */
    usesLaunchUrl?: true;
    connect(settings: z.output<Settings>, context: ConnectionContext): Vendor;
  };
}

/** Keeps the type of the settings within the module. */
export function vendorModule<Settings extends z.ZodMiniType>(module: VendorModule<Settings>): VendorModule {
  return module as unknown as VendorModule;
}
