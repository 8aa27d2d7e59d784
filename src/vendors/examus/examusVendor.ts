import { vendorModule } from '../vendorModule.ts';
import { parseExamusReview } from './review.ts';

/** Constructor Proctor (Examus): its deliveries name the attempt by our code, and prove themselves by a signed token. */
export const examus = vendorModule({
  protocol: 'examus',
  reviews: {
    parse: parseExamusReview,
    mustBeSigned: true,
    // `unknown` until somebody has looked.
    outcomes: { default: { accepted: 'verified', rejected: 'rejected', unknown: 'second_review_required' } },
  },
});
