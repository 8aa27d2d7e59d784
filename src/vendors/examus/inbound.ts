import type { InboundProtocol } from '../inbound.ts';
import { parseExamusReview } from './review.ts';

/** The deliveries of Constructor Proctor (Examus) name the attempt by our code, and prove themselves by a signed token. */
export const examusInbound: InboundProtocol = {
  parse: parseExamusReview,
  mustBeSigned: true,
  // `unknown` until somebody has looked.
  outcomes: { default: { accepted: 'verified', rejected: 'rejected', unknown: 'second_review_required' } },
};
