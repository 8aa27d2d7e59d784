import * as z from 'zod/mini';
import { ATTEMPT_STATUSES } from '../../../domain/attempts/status.ts';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, examTypeName, id, moment, wholeNumber } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

/** The review of an attempt in the format of edx-exams. */
const edxExamsReview = lazy(() =>
  z.object({
    submission_time: moment(),
    /** Decimal text; always null, as no vendor sends it. */
    severity: z.nullable(z.string()),
    submission_reason: z.string(),
  }),
);

export const listEdxExamsAttempts = endpoint({
  id: 'listEdxExamsAttempts',
  method: 'GET',
  path: '/api/v1/instructor_view/course_id/{course_id+}/attempts',
  access: 'course staff',
  summary: 'List the attempts of a course or an exam with their reviews, newest first, up to 5,000 at once',
  params: courseParams,
  query: lazy(() =>
    z.object({
      exam_id: z.optional(id()),
      limit: z._default(wholeNumber(1, Number.MAX_SAFE_INTEGER), 5000),
      offset: z._default(wholeNumber(0, 10_000), 0),
      cursor: z.optional(z.string().check(z.maxLength(100))),
    }),
  ),
  answer: lazy(() =>
    z.object({
      count: z.number(),
      next: z.nullable(z.string()),
      previous: z.nullable(z.string()),
      results: z.array(
        z.object({
          attempt_id: z.number(),
          attempt_status: z.enum(ATTEMPT_STATUSES),
          start_time: z.nullable(moment()),
          end_time: z.nullable(moment()),
          allowed_time_limit_mins: z.nullable(z.number()),
          exam_type: examTypeName(),
          exam_display_name: z.string(),
          username: z.string(),
          proctored_review: z.nullable(edxExamsReview()),
        }),
      ),
    }),
  ),
  problems: ['forbidden', 'exam_not_found', 'not_acceptable'],
});
