import * as z from 'zod/mini';
import { moment } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

/** An exam in the format of the newer instructor dashboard. */
export const instructorExam = lazy(() =>
  z.object({
    id: z.number(),
    course_id: z.string(),
    content_id: z.string(),
    exam_name: z.string(),
    time_limit_mins: z.number(),
    due_date: z.nullable(moment()),
    exam_type: z.enum(['practice', 'proctored', 'timed']),
    is_proctored: z.boolean(),
    is_practice_exam: z.boolean(),
    is_active: z.boolean(),
    hide_after_due: z.boolean(),
    backend: z.nullable(z.string()),
  }),
);
