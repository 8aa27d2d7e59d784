import * as z from 'zod/mini';
import { user } from '../attempts/contract.ts';
import { examIds, key, listOf, value } from '../contract/allowanceFields.ts';
import { endpoint } from '../contract/endpoint.ts';
import { bool, courseParams, id, learnerReference } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { problem } from '../contract/problem.ts';
import { exam } from '../exams/contract.ts';

/** An allowance of a learner at an exam, with the exam in the format of a dialect. */
export const allowanceWith = <ExamSchema extends z.ZodMiniType>(examSchema: ExamSchema) =>
  z.object({
    id: z.number(),
    created: z.string(),
    modified: z.string(),
    user: user(),
    key: z.string(),
    value: z.string(),
    proctored_exam: examSchema,
  });

/** The problem `allowance_changed` has the present value. */
export const allowanceProblem = lazy(() => z.extend(problem(), { value: z.optional(z.nullable(z.string())) }));

/** An allowance in the format of edx-proctoring. */
export const allowance = lazy(() => allowanceWith(exam()));

export const getAllowances = endpoint({
  id: 'getAllowances',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/{course_id+}/allowance',
  access: 'course staff',
  summary: 'List the allowances of a course',
  params: courseParams,
  answer: lazy(() => z.array(allowance())),
  problems: ['forbidden', 'not_acceptable'],
});

export const getGroupedAllowances = endpoint({
  id: 'getGroupedAllowances',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/{course_id+}/grouped/allowance',
  access: 'course staff',
  summary: 'List the allowances of a course by username',
  params: courseParams,
  answer: lazy(() => z.record(z.string(), z.array(allowance()))),
  problems: ['forbidden', 'not_acceptable'],
});

export const setAllowance = endpoint({
  id: 'setAllowance',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/proctored_exam/allowance',
  access: 'course staff',
  summary: 'Grant a learner an allowance; time moves the end of a running attempt',
  acceptsForms: true,
  body: lazy(() =>
    z.object({
      exam_id: id(),
      user_info: learnerReference(),
      key: key(),
      value: value(),
      if_value: z.optional(z.nullable(value())),
    }),
  ),
  answer: lazy(() => z.null()),
  problems: [
    'exam_does_not_exist',
    'exam_not_active',
    'learner_not_known',
    'bad_allowance_value',
    'forbidden',
    'allowance_changed',
  ],
});

export const removeAllowance = endpoint({
  id: 'removeAllowance',
  method: 'DELETE',
  path: '/api/edx_proctoring/v1/proctored_exam/allowance',
  access: 'course staff',
  summary: 'Remove an allowance; no error if there is none',
  acceptsForms: true,
  body: lazy(() => z.object({ exam_id: id(), user_id: id(), key: key(), if_value: z.optional(value()) })),
  answer: lazy(() => z.null()),
  problems: ['exam_does_not_exist', 'forbidden', 'allowance_changed'],
});

const bulkBody = lazy(() =>
  z.object({
    exam_ids: examIds(),
    user_ids: listOf('usernames, emails or ids'),
    allowance_type: key(),
    value: value(),
    if_value: z.optional(z.nullable(value())),
    dry_run: z.optional(bool()),
  }),
);

const bulkRows = lazy(() =>
  z.array(
    z.object({
      exam_id: z.number(),
      user_id: z.string(),
      status: z.number(),
      detail: z.optional(z.string()),
      value: z.optional(z.nullable(z.string())),
    }),
  ),
);

/** The two fields of the legacy form beside which it shows a problem. */
function formField(pointers: readonly string[]): string {
  return pointers.some(pointer => /^\/(?:value|allowance_type)\b/.test(pointer)) ? 'allowance_value' : 'user_info';
}

const bulk = {
  method: 'PUT',
  access: 'course staff',
  acceptsForms: true,
  formField,
  body: bulkBody,
  answer: bulkRows,
  otherAnswers: { 207: bulkRows },
  problems: ['bad_allowance_value', 'no_allowance_granted', 'allowances_unfinished', 'forbidden'],
} as const;

export const setAllowances = endpoint({
  ...bulk,
  id: 'setAllowances',
  path: '/api/edx_proctoring/v1/proctored_exam/bulk_allowance',
  summary: 'Grant several learners an allowance at several exams; 207 if some fail',
});

export const setAllowancesOfCourse = endpoint({
  ...bulk,
  id: 'setAllowancesOfCourse',
  path: '/api/edx_proctoring/v1/proctored_exam/{course_id+}/bulk_allowance',
  summary: 'Grant several learners an allowance at several exams, which need not be of the course in the path',
  params: courseParams,
});
