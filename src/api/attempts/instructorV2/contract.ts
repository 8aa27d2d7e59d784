import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { id, identifier, trimmedIdentifier } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

export const resetInstructorAttempts = endpoint({
  id: 'resetInstructorAttempts',
  method: 'POST',
  path: '/api/instructor/v2/courses/{course_id+}/special_exams/{exam_id}/reset/{username}',
  access: 'course staff',
  summary: 'Remove all attempts of a learner, by username, at an exam of the course',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id(), username: trimmedIdentifier() })),
  answer: lazy(() => z.object({ success: z.literal(true) })),
  problems: ['exam_not_found', 'learner_not_found', 'attempt_not_found', 'forbidden', 'reset_unfinished'],
});
