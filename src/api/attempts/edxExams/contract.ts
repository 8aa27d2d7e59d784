import * as z from 'zod/mini';
import { descriptiveText } from '../../contract/descriptive.ts';
import { endpoint } from '../../contract/endpoint.ts';
import { action, attemptVersion, bool, id } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { ACTION_PROBLEMS, CREATION_PROBLEMS } from '../contract.ts';

const attemptParams = lazy(() => z.object({ attempt_id: id() }));
const attemptId = lazy(() => z.object({ exam_attempt_id: z.number() }));

export const createEdxExamsAttempt = endpoint({
  id: 'createEdxExamsAttempt',
  method: 'POST',
  path: '/api/v1/exams/attempt',
  access: 'the learner',
  summary: 'Create one’s own attempt, or continue the practice attempt in progress',
  body: lazy(() => z.object({ exam_id: id(), start_clock: z.nullish(bool()), attempt_proctored: z.nullish(bool()) })),
  answer: attemptId,
  problems: CREATION_PROBLEMS,
});

export const actOnEdxExamsAttempt = endpoint({
  id: 'actOnEdxExamsAttempt',
  method: 'PUT',
  path: '/api/v1/exams/attempt/{attempt_id}',
  access: 'the learner, course staff',
  summary: 'Carry out an action of the learner, or a verdict of course staff',
  params: attemptParams,
  body: lazy(() => z.object({ action: action(), detail: descriptiveText(), if_version: z.optional(attemptVersion()) })),
  answer: attemptId,
  problems: ACTION_PROBLEMS,
});

export const removeEdxExamsAttempt = endpoint({
  id: 'removeEdxExamsAttempt',
  method: 'DELETE',
  path: '/api/v1/exams/attempt/{attempt_id}',
  access: 'course staff',
  summary: 'Remove an attempt, whatever its status',
  params: attemptParams,
  success: 204,
  problems: ['attempt_does_not_exist', 'forbidden'],
});
