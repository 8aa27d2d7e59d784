import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { courseIdentifier, id, pathIdentifier, unspacedIdentifier } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { registrationsQuery } from '../contract/pages.ts';

const path = '/api/proctoring/v1/course_staff';

const entriesOf = (courseId: z.ZodMiniType<string>) =>
  z.array(z.object({ user_id: id(), course_id: courseId })).check(z.minLength(1), z.maxLength(1000));

export const addCourseStaff = endpoint({
  id: 'addCourseStaff',
  method: 'PUT',
  path,
  access: 'global staff',
  summary: 'Add course staff, for tokens that do not tell whose staff a user is',
  body: lazy(() => entriesOf(unspacedIdentifier(courseIdentifier()))),
  problems: ['forbidden', 'too_many_course_staff'],
});

export const removeCourseStaff = endpoint({
  id: 'removeCourseStaff',
  method: 'DELETE',
  path,
  access: 'global staff',
  summary: 'Remove course staff, with effect on the next request',
  body: lazy(() => entriesOf(pathIdentifier())),
  problems: ['forbidden'],
});

export const getCourseStaff = endpoint({
  id: 'getCourseStaff',
  method: 'GET',
  path,
  access: 'global staff',
  summary: 'List the staff of a course that were added here, by user id',
  query: registrationsQuery,
  answer: lazy(() =>
    z.object({
      results: z.array(z.object({ user_id: z.number(), course_id: z.string() })),
      next_cursor: z.nullable(z.string()),
    }),
  ),
  problems: ['forbidden'],
});
