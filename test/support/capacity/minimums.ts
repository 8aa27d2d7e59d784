import { ATTEMPT_MINIMUMS } from './minimums/attempts.ts';
import { BACKGROUND_MINIMUMS } from './minimums/background.ts';
import { LIST_MINIMUMS } from './minimums/lists.ts';
import type { Minimum } from './minimums/minimum.ts';
import { REVIEW_MINIMUMS } from './minimums/reviews.ts';

/**
 * Reasoned, not measured. Taken as given: tables and indexes as they are, one item up to 1 KB for each thing that is
 * written, strongly consistent reads of whatever something is decided by (1 unit for up to 4 KB), half a unit for what is
 * only shown beside it, twice the write units in a transaction.
 */
export const MINIMUMS: Readonly<Record<string, Minimum>> = {
  ...ATTEMPT_MINIMUMS,
  ...REVIEW_MINIMUMS,
  ...LIST_MINIMUMS,
  ...BACKGROUND_MINIMUMS,
};
