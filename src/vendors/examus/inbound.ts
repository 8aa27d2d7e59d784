import type { InboundProtocol } from '../inbound.ts';
import { parseExamusReview } from './parse.ts';

/** Deliveries of Constructor Proctor (Examus): they name the attempt code and carry a signed token. */
export const examusInbound: InboundProtocol = {
  parse: parseExamusReview,
  mustBeSigned: true,
  // `unknown` precedes the proctor's decision.
  outcomes: { default: { accepted: 'verified', rejected: 'rejected', unknown: 'second_review_required' } },
};
