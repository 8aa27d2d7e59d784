import * as z from 'zod/mini';
import { MAX_MINUTES } from '../../../domain/time.ts';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, id, identifier } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

/** Additional time of a learner at an exam, in the format of edx-exams. */
export const edxExamsAllowance = lazy(() =>
  z.object({
    id: z.number(),
    exam_id: z.number(),
    user_id: z.number(),
    extra_time_mins: z.number(),
    username: z.string(),
    exam_name: z.string(),
    email: z.string(),
  }),
);

export const listEdxExamsAllowances = endpoint({
  id: 'listEdxExamsAllowances',
  method: 'GET',
  path: '/api/v1/exams/course_id/{course_id+}/allowances',
  access: 'course staff',
  summary: 'List the additional time of the learners of a course',
  params: courseParams,
  answer: lazy(() => z.array(edxExamsAllowance())),
  problems: ['forbidden', 'not_acceptable'],
});

const MINUTES = `must be minutes from 0 to ${MAX_MINUTES}`;
const minutes = lazy(() => {
  const text = z.string().check(z.trim(), z.regex(/^\d{1,6}(\.\d{1,20})?$/, MINUTES));
  return z.pipe(
    z.union([z.number(MINUTES), z.pipe(text, z.transform(Number))], MINUTES),
    z.number(MINUTES).check(z.gte(0, MINUTES), z.lte(MAX_MINUTES, MINUTES)),
  );
});

/** A username or an email; front ends send the other one as null or "". */
const learnerName = lazy(() =>
  z.nullish(
    z.string().check(
      z.trim(),
      z.maxLength(255),
      z.refine((text: string) => text.isWellFormed(), 'must be well-formed text'),
    ),
  ),
);

export const setEdxExamsAllowances = endpoint({
  id: 'setEdxExamsAllowances',
  method: 'POST',
  path: '/api/v1/exams/course_id/{course_id+}/allowances',
  access: 'course staff',
  summary: 'Set the additional time of several learners at exams of a course: all of the list, or none of it',
  params: courseParams,
  body: lazy(() =>
    z
      .array(
        z
          .object({ username: learnerName(), email: learnerName(), exam_id: id(), extra_time_mins: minutes() })
          .check(z.refine(row => Boolean(row.username || row.email), 'must have a username or an email')),
      )
      .check(z.minLength(1), z.maxLength(1000)),
  ),
  problems: ['bad_allowance_value', 'allowances_unfinished', 'forbidden'],
});

export const removeEdxExamsAllowance = endpoint({
  id: 'removeEdxExamsAllowance',
  method: 'DELETE',
  path: '/api/v1/exams/course_id/{course_id+}/allowances/{allowance_id}',
  access: 'course staff',
  summary: 'Remove additional time',
  params: lazy(() => z.object({ course_id: identifier(), allowance_id: id() })),
  success: 204,
  problems: ['allowance_not_found', 'forbidden'],
});
