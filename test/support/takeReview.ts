import { VENDOR } from '../../src/domain/actors.ts';
import { recordReview as takeReviewBy } from '../../src/usecases/reviews/recordReview.ts';

type Parameters3 =
  Parameters<typeof takeReviewBy> extends [infer A, infer B, infer C, ...unknown[]] ? [A, B, C] : never;

/** A review by the vendor of the attempt, whichever that is: who may deliver is not what these tests are about. */
export const takeReview = (...review: Parameters3) => takeReviewBy(...review, async () => VENDOR);
