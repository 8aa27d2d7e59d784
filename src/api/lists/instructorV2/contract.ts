import * as z from 'zod/mini';
import { ATTEMPT_STATUSES } from '../../../domain/attempts/status.ts';
import { user } from '../../attempts/contract.ts';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, moment } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { pageOf, pageQuery } from '../../contract/pages.ts';
import { INSTRUCTOR_EXAM_TYPES, instructorExam } from '../../exams/instructorV2/contract.ts';

export const listInstructorExams = endpoint({
  id: 'listInstructorExams',
  method: 'GET',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams',
  access: 'course staff',
  summary: 'List the exams of a course, active or not, optionally of one type',
  params: courseParams,
  query: lazy(() => z.object({ exam_type: z.optional(z.enum(['', ...INSTRUCTOR_EXAM_TYPES])) })),
  answer: lazy(() => z.array(instructorExam())),
  problems: ['forbidden'],
});

export const listInstructorAttempts = endpoint({
  id: 'listInstructorAttempts',
  method: 'GET',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams/attempts',
  access: 'course staff',
  summary: 'List all attempts of a course in numbered pages; the newest 10,000 are counted, searched and sorted',
  params: courseParams,
  query: lazy(() => z.object(pageQuery())),
  answer: lazy(() =>
    pageOf(
      z.object({
        id: z.number(),
        user: user(),
        exam_id: z.number(),
        exam_name: z.string(),
        exam_type: z.enum(INSTRUCTOR_EXAM_TYPES),
        status: z.enum(ATTEMPT_STATUSES),
        start_time: z.nullable(moment()),
        end_time: z.nullable(moment()),
        allowed_time_limit_mins: z.nullable(z.number()),
        ready_to_resume: z.boolean(),
      }),
    ),
  ),
  problems: ['forbidden'],
});
