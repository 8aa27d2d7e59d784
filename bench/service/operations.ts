import { ATTEMPT_OPERATIONS } from './operations/attempts.ts';
import { BACKGROUND_OPERATIONS } from './operations/background.ts';
import { EXAM_OPERATIONS } from './operations/exams.ts';
import { LIST_OPERATIONS } from './operations/lists.ts';
import type { Operation } from './operations/operation.ts';
import { REVIEW_OPERATIONS } from './operations/reviews.ts';
import { STAFF_OPERATIONS } from './operations/staff.ts';

/** All that is measured of the service. */
export const OPERATIONS: readonly Operation[] = [
  ...ATTEMPT_OPERATIONS,
  ...STAFF_OPERATIONS,
  ...REVIEW_OPERATIONS,
  ...LIST_OPERATIONS,
  ...EXAM_OPERATIONS,
  ...BACKGROUND_OPERATIONS,
];
