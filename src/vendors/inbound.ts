import type { OutcomeTables } from '../domain/reviews/outcomes.ts';
import type { ParsedReview } from '../domain/reviews/review.ts';
import type { ReviewSettings } from '../domain/reviews/verdict.ts';
import type { Instant } from '../domain/time.ts';
import type { SignatureFault, SignedDelivery } from './signatures/signature.ts';

/** The delivery of reviews by one kind of vendor; `registry.ts` lists them. */
export interface InboundProtocol {
  /** Parses a delivery to the callback; absent for a protocol whose deliveries do not identify the attempt. */
  parse?: (body: Uint8Array) => ParsedReview | 'ignored';
  /** Parses a delivery to a path with the external id. */
  parseAt?: (body: Uint8Array, externalId: string) => ParsedReview;
  /** The content of a delivery is no proof of its origin: unsigned ones are always rejected. */
  mustBeSigned?: true;
  outcomes: OutcomeTables;
}

/** A vendor that delivers reviews. */
export interface InboundVendor {
  /** The backend's name in the configuration. */
  name: string;
  reviews: InboundProtocol;
  settings: ReviewSettings;
  /** Whether a signature proves its deliveries. */
  isSigned: boolean;
  /** Verifies that a delivery to the callback is the vendor's, before it is parsed. */
  verify(delivery: SignedDelivery): Promise<'ok' | SignatureFault>;
  /** The time of the verdict of a verified delivery; null if the signature does not prove one. */
  verdictTime(delivery: SignedDelivery): Instant | null;
}

export interface InboundVendors {
  named(backend: string): InboundVendor | undefined;
  /** The vendor behind SoftwareSecure's own callback. */
  softwareSecure: InboundVendor | undefined;
  /** Whether the backend's vendor uses the launch callback. */
  usesLaunch(backend: string): boolean;
  /** Whether learners know the external ids of the backend's attempts. */
  showsExternalIds(backend: string): boolean;
  /** The backend of exams without one. */
  defaultBackend: string;
}
