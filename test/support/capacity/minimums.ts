import { ALLOWANCE_MINIMUMS } from './minimums/allowances.ts';
import { ATTEMPT_MINIMUMS } from './minimums/attempts.ts';
import { BACKGROUND_MINIMUMS } from './minimums/background.ts';
import { COURSE_STAFF_MINIMUMS } from './minimums/courseStaff.ts';
import { DELIVERY_MINIMUMS } from './minimums/deliveries.ts';
import { LIST_MINIMUMS } from './minimums/lists.ts';
import type { Minimum } from './minimums/minimum.ts';
import { ONBOARDING_MINIMUMS } from './minimums/onboarding.ts';
import { REVIEW_MINIMUMS } from './minimums/reviews.ts';
import { WEBHOOK_MINIMUMS } from './minimums/webhooks.ts';

/**
 * Reasoned, not measured, for the present tables and indexes: one item of up to 1 KB for each written entity, consistent reads
 * of deciding data (1 unit for up to 4 KB), half a unit for displayed data, twice the write units in a transaction.
 */
export const MINIMUMS: Readonly<Record<string, Minimum>> = {
  ...ATTEMPT_MINIMUMS,
  ...ALLOWANCE_MINIMUMS,
  ...COURSE_STAFF_MINIMUMS,
  ...REVIEW_MINIMUMS,
  ...LIST_MINIMUMS,
  ...ONBOARDING_MINIMUMS,
  ...BACKGROUND_MINIMUMS,
  ...WEBHOOK_MINIMUMS,
  ...DELIVERY_MINIMUMS,
};
