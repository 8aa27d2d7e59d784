import { ALLOWANCE_OPERATIONS } from './allowances.ts';
import { ATTEMPT_OPERATIONS } from './attempts.ts';
import { BACKGROUND_OPERATIONS } from './background.ts';
import { COURSE_STAFF_OPERATIONS } from './courseStaff.ts';
import { DELIVERY_OPERATIONS } from './deliveries.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { EXAM_CONTROL_OPERATIONS } from './examControl.ts';
import { EXAM_OPERATIONS } from './exams.ts';
import { LIST_OPERATIONS } from './lists.ts';
import { ONBOARDING_OPERATIONS } from './onboarding.ts';
import type { Operation } from './operation.ts';
import { REVIEW_OPERATIONS } from './reviews.ts';
import { STAFF_OPERATIONS } from './staff.ts';
import { WEBHOOK_OPERATIONS } from './webhooks.ts';

/** All that is measured of the service. */
export const OPERATIONS: readonly Operation[] = [
  ...ATTEMPT_OPERATIONS,
  ...STAFF_OPERATIONS,
  ...ALLOWANCE_OPERATIONS,
  ...COURSE_STAFF_OPERATIONS,
  ...REVIEW_OPERATIONS,
  ...LIST_OPERATIONS,
  ...ONBOARDING_OPERATIONS,
  ...EXAM_OPERATIONS,
  ...BACKGROUND_OPERATIONS,
  // Last: it leaves pending jobs to the sweep.
  ...EXAM_CONTROL_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  ...DELIVERY_OPERATIONS,
];
