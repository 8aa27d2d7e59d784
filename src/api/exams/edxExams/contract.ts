import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, examTypeName, id, identifier, moment } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { getExamSettings } from '../contract.ts';

/** An exam in the format of edx-exams. */
export const edxExamsExam = lazy(() =>
  z.object({
    id: z.number(),
    exam_name: z.string(),
    course_id: z.string(),
    content_id: z.string(),
    time_limit_mins: z.number(),
    due_date: z.nullable(moment()),
    exam_type: examTypeName(),
    hide_after_due: z.boolean(),
    is_active: z.boolean(),
  }),
);

export const listEdxExamsExams = endpoint({
  id: 'listEdxExamsExams',
  method: 'GET',
  path: '/api/v1/exams/course_id/{course_id+}/',
  access: 'course staff',
  summary: 'List the active exams of a course',
  params: courseParams,
  answer: lazy(() => z.array(edxExamsExam())),
  problems: ['forbidden'],
});

export const getEdxExamsProviderSettings = endpoint({
  id: 'getEdxExamsProviderSettings',
  method: 'GET',
  path: '/api/v1/exam/provider_settings/course_id/{course_id+}/exam_id/{exam_id}',
  access: 'any token',
  summary: 'Read the texts and links that front ends show about the platform and an exam’s vendor',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id() })),
  answer: lazy(() => getExamSettings.answer()),
  problems: ['exam_does_not_exist', 'exam_not_found', 'backend_not_configured'],
});
