import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { courseIdentifier, id, pathIdentifier, unspacedIdentifier } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { registrationsQuery } from '../contract/pages.ts';

const path = '/api/proctoring/v1/enrolments';

const MAX_ENTRIES = 1000;

const mode = lazy(() =>
  z.string().check(z.regex(/^[\w-]{1,50}$/, 'must have 1 to 50 letters, digits, hyphens and underscores')),
);

export const addEnrolments = endpoint({
  id: 'addEnrolments',
  method: 'PUT',
  path,
  access: 'global staff',
  summary: 'Enrol learners in courses, or change their modes',
  body: lazy(() =>
    z
      .array(
        z.object({
          user_id: id(),
          course_id: unspacedIdentifier(courseIdentifier()),
          mode: z.optional(z.nullable(mode())),
        }),
      )
      .check(z.minLength(1), z.maxLength(MAX_ENTRIES)),
  ),
  problems: ['forbidden', 'too_many_enrolments'],
});

export const removeEnrolments = endpoint({
  id: 'removeEnrolments',
  method: 'DELETE',
  path,
  access: 'global staff',
  summary: 'Remove enrolments',
  body: lazy(() =>
    z.array(z.object({ user_id: id(), course_id: pathIdentifier() })).check(z.minLength(1), z.maxLength(MAX_ENTRIES)),
  ),
  problems: ['forbidden'],
});

export const getEnrolments = endpoint({
  id: 'getEnrolments',
  method: 'GET',
  path,
  access: 'global staff',
  summary: 'List the enrolments of a course, by user id',
  query: registrationsQuery,
  answer: lazy(() =>
    z.object({
      results: z.array(z.object({ user_id: z.number(), course_id: z.string(), mode: z.nullable(z.string()) })),
      next_cursor: z.nullable(z.string()),
    }),
  ),
  problems: ['forbidden'],
});
