import * as z from 'zod/mini';
import { actor } from '../contract/actor.ts';
import { endpoint } from '../contract/endpoint.ts';
import { moment, wholeNumber } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const path = '/api/proctoring/v1/attempts/{attempt_code}/notes';

const MAX_TEXT_LENGTH = 4000;
const TEXT = `must be a text of 1 to ${MAX_TEXT_LENGTH} characters`;

const params = lazy(() => z.object({ attempt_code: z.string() }));

/** A remark of staff on an attempt. */
export const note = lazy(() =>
  z.object({
    id: z.number(),
    attempt_id: z.number(),
    created: moment(),
    author: actor(),
    text: z.nullable(z.string()),
  }),
);

export const addNote = endpoint({
  id: 'addNote',
  method: 'POST',
  path,
  access: 'course staff',
  summary: 'Add a note on an attempt, live or archived',
  params,
  body: lazy(() =>
    z.object({
      text: z.string(TEXT).check(z.trim(), z.minLength(1, TEXT), z.maxLength(MAX_TEXT_LENGTH, TEXT)),
    }),
  ),
  answer: note,
  problems: ['attempt_code_not_located', 'forbidden', 'learner_retired'],
});

export const listNotes = endpoint({
  id: 'listNotes',
  method: 'GET',
  path,
  access: 'course staff',
  summary: 'List the notes on the attempts with this code, latest first',
  params,
  query: lazy(() =>
    z.object({
      limit: z._default(wholeNumber(1, 100), 25),
      cursor: z.optional(z.string().check(z.maxLength(100))),
    }),
  ),
  answer: lazy(() => z.object({ results: z.array(note()), next_cursor: z.nullable(z.string()) })),
  problems: ['attempt_code_not_located', 'forbidden'],
});
