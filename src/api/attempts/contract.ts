import * as z from 'zod/mini';
import { BULK_ACTIONS } from '../../domain/attempts/actions.ts';
import { ATTEMPT_STATUSES } from '../../domain/attempts/status.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { MAX_MINUTES } from '../../domain/time.ts';
import { descriptiveEmail, descriptiveName, descriptiveText, requiredName } from '../contract/descriptive.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  action,
  attemptVersion,
  bool,
  id,
  moment,
  segmentIdentifier,
  trimmedIdentifier,
  wholeNumber,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { problem } from '../contract/problem.ts';
import { exam } from '../exams/contract.ts';

export const user = lazy(() => z.object({ id: z.number(), username: z.string(), email: z.string() }));

/** An attempt in the format of edx-proctoring. */
export const attempt = lazy(() =>
  z.object({
    id: z.number(),
    version: z.number(),
    created: z.string(),
    modified: z.string(),
    user: user(),
    student_name: z.string(),
    started_at: z.nullable(moment()),
    completed_at: z.nullable(moment()),
    external_id: z.nullable(z.string()),
    status: z.enum(ATTEMPT_STATUSES),
    /** Null if the exam no longer exists. */
    proctored_exam: z.nullable(exam()),
    allowed_time_limit_mins: z.nullable(z.number()),
    attempt_code: z.string(),
    is_sample_attempt: z.boolean(),
    taking_as_proctored: z.boolean(),
    review_policy_id: z.nullable(z.number()),
    is_status_acknowledged: z.boolean(),
    time_remaining_seconds: z.nullable(z.number()),
    is_resumable: z.boolean(),
    ready_to_resume: z.boolean(),
    resumed: z.boolean(),
  }),
);

/** An attempt with its current remaining time. */
export const attemptNow = lazy(() =>
  z.extend(attempt(), {
    time_remaining_seconds: z.number(),
    accessibility_time_string: z.string(),
  }),
);

/** The problem `attempt_changed` has the attempt as it is now. */
export const attemptProblem = lazy(() => z.extend(problem(), { attempt: z.optional(attempt()) }));

const attemptParams = lazy(() => z.object({ attempt_id: id() }));

/** Fields from `user` on are for staff only. */
const attemptBody = lazy(() =>
  z.object({
    exam_id: id(),
    start_clock: z.nullish(bool()),
    attempt_proctored: z.nullish(bool()),
    user: z.nullish(
      z.object({ id: id(), username: trimmedIdentifier(), email: descriptiveEmail(), name: descriptiveName() }),
    ),
    attempt_code: z.nullish(segmentIdentifier()),
    external_id: z.nullish(segmentIdentifier()),
    student_name: descriptiveName(),
    taking_as_proctored: z.nullish(bool()),
    is_sample_attempt: z.nullish(bool()),
    allowed_time_limit_mins: z.nullish(wholeNumber(1, MAX_MINUTES)),
  }),
);

export const CREATION_PROBLEMS = [
  'exam_does_not_exist',
  'attempt_already_exists',
  'exam_past_due',
  'exam_paused',
  'illegal_status_transition',
  'forbidden',
  'attempt_code_in_use',
  'external_id_in_use',
  'practice_in_progress',
  'vendor_failed',
  'too_many_registrations',
  'backend_not_configured',
] as const satisfies readonly ErrorCode[];

export const createAttempt = endpoint({
  id: 'createAttempt',
  method: 'POST',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt',
  access: 'the learner, course staff',
  summary: 'Create an attempt; staff may do so for a learner',
  acceptsForms: true,
  body: attemptBody,
  answer: lazy(() => z.object({ exam_attempt_id: z.number() })),
  problems: CREATION_PROBLEMS,
});

export const getAttempt = endpoint({
  id: 'getAttempt',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}',
  access: 'the learner, course staff',
  summary: 'Read an attempt with its remaining time',
  params: attemptParams,
  answer: attemptNow,
  problems: ['attempt_does_not_exist', 'forbidden'],
});

export const ACTION_PROBLEMS = [
  'attempt_does_not_exist',
  'unknown_action',
  'illegal_status_transition',
  'attempt_already_started',
  'attempt_not_resumable',
  'exam_is_not_practice',
  'exam_past_due',
  'exam_paused',
  'vendor_failed',
  'too_many_registrations',
  'backend_not_configured',
  'forbidden',
  'attempt_changed',
] as const satisfies readonly ErrorCode[];

export const actOnAttempt = endpoint({
  id: 'actOnAttempt',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}',
  access: 'the learner, course staff',
  summary: 'Carry out an action of the transition table',
  params: attemptParams,
  acceptsForms: true,
  body: lazy(() =>
    z.object({
      action: action(),
      detail: descriptiveText(),
      user_id: z.nullish(id()),
      if_version: z.optional(attemptVersion()),
    }),
  ),
  /** `false` for `error` on an attempt that is already submitted: nothing changed. */
  answer: lazy(() => z.object({ exam_attempt_id: z.union([z.number(), z.literal(false)]) })),
  problems: ACTION_PROBLEMS,
});

export const changeStudentName = endpoint({
  id: 'changeStudentName',
  method: 'PATCH',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}',
  access: 'course staff',
  summary: 'Change the student name of an attempt',
  params: attemptParams,
  acceptsForms: true,
  body: lazy(() => z.object({ student_name: requiredName() })),
  answer: attempt,
  problems: ['attempt_not_found', 'forbidden', 'learner_retired'],
});

export const removeAttempt = endpoint({
  id: 'removeAttempt',
  method: 'DELETE',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}',
  access: 'course staff',
  summary: 'Remove an attempt, whatever its status',
  params: attemptParams,
  acceptsForms: true,
  body: lazy(() => z.object({ reason: descriptiveText(), if_version: z.optional(attemptVersion()) })),
  problems: ['attempt_does_not_exist', 'forbidden', 'attempt_changed'],
});

const MAX_BULK_ATTEMPTS = 100;

export const actOnAttempts = endpoint({
  id: 'actOnAttempts',
  method: 'POST',
  path: '/api/proctoring/v1/attempts/bulk',
  access: 'course staff',
  summary: 'Carry out an action of staff on several attempts, or preview it, with a result for each',
  body: lazy(() =>
    z.object({
      action: z.enum(BULK_ACTIONS, `must be one of ${BULK_ACTIONS.join(', ')}`),
      attempts: z.array(z.object({ attempt_id: id(), if_version: z.optional(attemptVersion()) })).check(
        z.minLength(1),
        z.maxLength(MAX_BULK_ATTEMPTS),
        z.refine(rows => new Set(rows.map(row => row.attempt_id)).size === rows.length, 'must not repeat an attempt'),
      ),
      reason: descriptiveText(),
      dry_run: z.optional(bool()),
    }),
  ),
  answer: lazy(() =>
    z.object({
      results: z.array(
        z.object({
          attempt_id: z.number(),
          ok: z.boolean(),
          /** Whether the attempt changes, of `ok`. */
          changed: z.optional(z.boolean()),
          /** Error code and explanation of a failure, as in a problem document. */
          code: z.optional(z.string()),
          detail: z.optional(z.string()),
          /** The attempt as it is now, for `attempt_changed`. */
          attempt: z.optional(attempt()),
        }),
      ),
    }),
  ),
  problems: ['forbidden'],
});

export const acknowledgeStatus = endpoint({
  id: 'acknowledgeStatus',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}/review_status',
  access: 'the learner',
  summary: 'Acknowledge the end of an attempt; only with PROCTORED_EXAM_VIEWABLE_PAST_DUE',
  params: attemptParams,
  problems: ['path_not_found', 'attempt_does_not_exist', 'forbidden'],
});

export const resetAttempts = endpoint({
  id: 'resetAttempts',
  method: 'DELETE',
  path: '/api/edx_proctoring/v1/proctored_exam/exam_id/{exam_id}/user_id/{user_id}/reset_attempts',
  access: 'course staff',
  summary: 'Remove all attempts of a learner at an exam, so that they can start again',
  params: lazy(() => z.object({ exam_id: id(), user_id: id() })),
  problems: ['exam_not_found', 'attempt_not_found', 'forbidden', 'reset_unfinished'],
});
