import type { OutcomeTables } from '../domain/reviews/outcomes.ts';
import type { ParsedReview } from '../domain/reviews/review.ts';
import type { ReviewSettings } from '../domain/reviews/verdict.ts';
import type { Instant } from '../domain/time.ts';
import type { SignatureFault, SignedDelivery } from './signatures/signature.ts';

/** The way in which one kind of vendor delivers reviews; `registry.ts` lists them. */
export interface InboundProtocol {
  /** Takes apart what the vendor posts to the callback; absent where its deliveries do not say what they are about. */
  parse?: (body: Uint8Array) => ParsedReview | 'ignored';
  /** The same for what is posted to a path that names the attempt by the vendor's id. */
  parseAt?: (body: Uint8Array, externalId: string) => ParsedReview;
  /** What is posted proves nothing by itself: an unsigned delivery is never taken. */
  mustBeSigned?: true;
  outcomes: OutcomeTables;
}

/** A vendor whose deliveries are taken. */
export interface InboundVendor {
  /** The backend's name in the configuration. */
  name: string;
  reviews: InboundProtocol;
  settings: ReviewSettings;
  /** Whether a signature proves its deliveries. */
  isSigned: boolean;
  /** Whether a delivery to the callback is the vendor's own; looked at before anything of it is parsed. */
  verify(delivery: SignedDelivery): Promise<'ok' | SignatureFault>;
  /** When the vendor came to its verdict, of a delivery that was verified; null where its signature proves no such time. */
  verdictTime(delivery: SignedDelivery): Instant | null;
}

export interface InboundVendors {
  named(backend: string): InboundVendor | undefined;
  /** The one that posts to SoftwareSecure's own callback. */
  softwareSecure: InboundVendor | undefined;
  /** Whether the backend's vendor opens browsers with our launch callback. */
  usesLaunch(backend: string): boolean;
  /** Whether learners know the external ids of the attempts that the backend watches. */
  showsExternalIds(backend: string): boolean;
  /** Of exams that name none. */
  defaultBackend: string;
}
