import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { courseParams, identifier, moment, trimmedIdentifier, wholeNumber } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

/** A review with its learner and exam. The members, in this order, are the columns of the CSV. */
export const violationReportRow = lazy(() =>
  z.object({
    attempt_code: z.string(),
    attempt_id: z.number(),
    exam_id: z.number(),
    content_id: z.nullable(z.string()),
    exam_name: z.nullable(z.string()),
    /** From here to `completed_at`: null if the attempt is no longer known. */
    user_id: z.nullable(z.number()),
    username: z.nullable(z.string()),
    email: z.nullable(z.string()),
    student_name: z.nullable(z.string()),
    attempt_status: z.nullable(z.string()),
    started_at: z.nullable(z.string()),
    completed_at: z.nullable(z.string()),
    is_archived: z.boolean(),
    vendor: z.string(),
    review_status: z.string(),
    /** The attempt status that the review status led to at receipt. */
    verdict: z.nullable(z.string()),
    review_version: z.number(),
    received_at: moment(),
    /** Comments by group: their number, and their texts in at most 32,000 characters. */
    rules_violation_count: z.number(),
    rules_violation_comments: z.string(),
    suspicious_count: z.number(),
    suspicious_comments: z.string(),
    clean_count: z.number(),
    clean_comments: z.string(),
    other_count: z.number(),
    other_comments: z.string(),
  }),
);

export const getViolationReport = endpoint({
  id: 'getViolationReport',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/violation_report/course_id/{course_id+}',
  access: 'course staff',
  summary: 'List the reviews of a course’s live and removed attempts, latest attempt first; a page may end early',
  params: courseParams,
  query: lazy(() =>
    z.object({
      content_id: z.optional(identifier()),
      /** The `review_status` of the vendor. */
      status: z.optional(trimmedIdentifier()),
      limit: z._default(wholeNumber(1, 1000), 500),
      cursor: z.optional(z.string().check(z.maxLength(100))),
      format: z.optional(z.enum(['json', 'csv'], 'must be json or csv')),
    }),
  ),
  answer: lazy(() => z.object({ results: z.array(violationReportRow()), next_cursor: z.nullable(z.string()) })),
  formats: { csv: 'text/csv' },
  problems: ['forbidden', 'not_acceptable'],
});
