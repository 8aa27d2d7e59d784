import * as z from 'zod/mini';
import { ONBOARDING_LIST_STATUSES } from '../../domain/attempts/onboardingStatus.ts';
import { ATTEMPT_STATUSES } from '../../domain/attempts/status.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  bool,
  courseParams,
  identifier,
  moment,
  namesOf,
  pageNumber,
  shortText,
  trimmedText,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

export const onboardingStatus = lazy(() =>
  z.object({
    onboarding_status: z.nullable(z.enum([...ATTEMPT_STATUSES, 'other_course_approved'])),
    onboarding_link: z.nullable(z.string()),
    expiration_date: z.nullable(moment()),
    onboarding_past_due: z.boolean(),
    onboarding_release_date: moment(),
    review_requirements_url: z.string(),
  }),
);

export const getOnboardingStatus = endpoint({
  id: 'getOnboardingStatus',
  method: 'GET',
  path: '/api/edx_proctoring/v1/user_onboarding/status',
  access: 'the learner, course staff',
  summary: 'Read the onboarding of a learner at a course',
  query: lazy(() =>
    z.object({
      course_id: identifier(),
      username: z.optional(trimmedText()),
      is_learning_mfe: z.optional(bool()),
    }),
  ),
  answer: onboardingStatus,
  problems: ['forbidden', 'onboarding_exam_not_found'],
});

const STATUSES: ReadonlySet<string> = new Set(ONBOARDING_LIST_STATUSES);
const STATUS_LIST = `must be a comma-separated list of ${ONBOARDING_LIST_STATUSES.join(', ')}`;

export const listOnboardingStatuses = endpoint({
  id: 'listOnboardingStatuses',
  method: 'GET',
  path: '/api/edx_proctoring/v1/user_onboarding/status/course_id/{course_id+}',
  access: 'course staff',
  summary: 'List the onboarding of a course’s learners, 25 a page: of those enrolled, else of those with attempts',
  params: courseParams,
  query: lazy(() =>
    z.object({
      page: z._default(pageNumber(), 1),
      text_search: z.optional(trimmedText()),
      statuses: z.optional(
        shortText().check(
          z.refine(value => namesOf(value).every(name => name === '' || STATUSES.has(name)), STATUS_LIST),
        ),
      ),
    }),
  ),
  answer: lazy(() =>
    z.object({
      results: z.array(
        z.object({
          user_id: z.number(),
          username: z.string(),
          enrollment_mode: z.nullable(z.string()),
          status: z.enum(ONBOARDING_LIST_STATUSES),
          modified: z.nullable(moment()),
        }),
      ),
      count: z.number(),
      previous: z.nullable(z.string()),
      next: z.nullable(z.string()),
      num_pages: z.number(),
      use_onboarding_profile_api: z.literal(false),
    }),
  ),
  problems: ['forbidden', 'onboarding_exam_not_found'],
});
