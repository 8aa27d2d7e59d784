import type { ReviewSettings } from '../domain/reviews/takeReview.ts';
import type { SignatureFault, SignedDelivery } from './signatures/signature.ts';
import type { VendorModule } from './vendorModule.ts';

/** A vendor whose deliveries are taken. */
export interface InboundVendor {
  /** The backend's name in the configuration. */
  name: string;
  reviews: NonNullable<VendorModule['reviews']>;
  settings: ReviewSettings;
  /** Whether a delivery to the callback is the vendor's own; looked at before anything of it is parsed. */
  verify(delivery: SignedDelivery): Promise<'ok' | SignatureFault>;
}

export interface InboundVendors {
  named(backend: string): InboundVendor | undefined;
  /** The one that posts to SoftwareSecure's own callback. */
  softwareSecure: InboundVendor | undefined;
  /** Of exams that name none. */
  defaultBackend: string;
}
