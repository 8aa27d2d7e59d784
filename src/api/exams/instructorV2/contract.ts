import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { courseParams, moment } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

/** The dashboard does not distinguish onboarding from practice. */
export const INSTRUCTOR_EXAM_TYPES = ['practice', 'proctored', 'timed'] as const;

/** An exam in the format of the newer instructor dashboard. */
export const instructorExam = lazy(() =>
  z.object({
    id: z.number(),
    course_id: z.string(),
    content_id: z.string(),
    exam_name: z.string(),
    time_limit_mins: z.number(),
    due_date: z.nullable(moment()),
    exam_type: z.enum(INSTRUCTOR_EXAM_TYPES),
    is_proctored: z.boolean(),
    is_practice_exam: z.boolean(),
    is_active: z.boolean(),
    hide_after_due: z.boolean(),
    backend: z.nullable(z.string()),
  }),
);

export const getInstructorProctoringSettings = endpoint({
  id: 'getInstructorProctoringSettings',
  method: 'GET',
  path: '/api/instructor/v2/courses/{course_id+}/proctoring_settings',
  access: 'course staff',
  summary: 'Read the proctoring vendor of a course, as its active exams name it',
  params: courseParams,
  answer: lazy(() =>
    z.object({
      proctoring_provider: z.nullable(z.string()),
      proctoring_escalation_email: z.nullable(z.string()),
      create_zendesk_tickets: z.boolean(),
      enable_proctored_exams: z.boolean(),
      supports_onboarding: z.boolean(),
      review_dashboard_available: z.boolean(),
    }),
  ),
  problems: ['forbidden'],
});
