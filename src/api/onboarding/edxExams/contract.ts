import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, trimmedText } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { onboardingStatus } from '../contract.ts';

export const getEdxExamsOnboardingStatus = endpoint({
  id: 'getEdxExamsOnboardingStatus',
  method: 'GET',
  path: '/api/v1/student/course_id/{course_id+}/onboarding',
  access: 'the learner, course staff',
  summary: 'Read the onboarding of a learner at a course, with the link for the learning front end',
  params: courseParams,
  query: lazy(() => z.object({ username: z.optional(trimmedText()) })),
  answer: onboardingStatus,
  problems: ['forbidden', 'onboarding_exam_not_found'],
});
