import * as z from 'zod/mini';
import { ALLOWANCE_TYPES } from '../../../domain/allowances/allowance.ts';
import { examIds, key, listOf, value } from '../../contract/allowanceFields.ts';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, id, identifier } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { pageOf, pageQuery } from '../../contract/pages.ts';
import { instructorExam } from '../../exams/instructorV2/contract.ts';
import { allowanceWith } from '../contract.ts';

const learners = () => listOf('usernames, emails or ids');
const identifierOf = () => z.union([z.string(), z.number()]);
/** A mistyped kind would be stored without effect: the dialect has no other ones. */
const grantedType = () => z.enum(ALLOWANCE_TYPES);

/** An allowance in the format of the newer instructor dashboard. */
export const instructorAllowance = lazy(() => allowanceWith(instructorExam()));

export const listInstructorAllowances = endpoint({
  id: 'listInstructorAllowances',
  method: 'GET',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams/allowances',
  access: 'course staff',
  summary: 'List the allowances of a course in numbered pages; the first 10,000 by username are searched and sorted',
  params: courseParams,
  query: lazy(() => z.object(pageQuery())),
  answer: lazy(() => pageOf(instructorAllowance())),
  problems: ['forbidden'],
});

export const setInstructorAllowances = endpoint({
  id: 'setInstructorAllowances',
  method: 'POST',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams/allowances',
  access: 'course staff',
  summary: 'Grant several learners an allowance at several exams of a course; those of other types stay',
  params: courseParams,
  body: lazy(() =>
    z.object({ exam_ids: examIds(), user_ids: learners(), allowance_type: grantedType(), value: value() }),
  ),
  answer: lazy(() =>
    z.object({
      allowance_type: z.string(),
      value: z.string(),
      results: z.array(
        z.object({
          identifier: identifierOf(),
          exam_id: z.number(),
          success: z.boolean(),
          error: z.optional(z.string()),
        }),
      ),
    }),
  ),
  problems: ['bad_allowance_value', 'exam_not_found', 'forbidden'],
});

export const removeInstructorAllowances = endpoint({
  id: 'removeInstructorAllowances',
  method: 'DELETE',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams/{exam_id}/allowance',
  access: 'course staff',
  summary: 'Remove an allowance of several learners at an exam; no error where there is none',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id() })),
  body: lazy(() => z.object({ user_ids: learners(), allowance_type: key() })),
  answer: lazy(() =>
    z.object({
      allowance_type: z.string(),
      results: z.array(z.object({ identifier: identifierOf(), success: z.boolean(), error: z.optional(z.string()) })),
    }),
  ),
  problems: ['exam_not_found', 'forbidden'],
});
