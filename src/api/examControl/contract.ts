import * as z from 'zod/mini';
import { MAX_MINUTES } from '../../domain/time.ts';
import { actor } from '../contract/actor.ts';
import { descriptiveText } from '../contract/descriptive.ts';
import { endpoint } from '../contract/endpoint.ts';
import { bool, id, moment, wholeNumber } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const pausePath = '/api/proctoring/v1/exams/{exam_id}/pause';

const examParams = lazy(() => z.object({ exam_id: id() }));

const pauseFields = () => ({
  exam_id: z.number(),
  paused_at: z.nullable(moment()),
  paused_by: z.nullable(actor()),
  paused_seconds: z.number(),
});

/** The pauses of an exam. */
export const examPause = lazy(() => z.object(pauseFields()));

export const getExamPause = endpoint({
  id: 'getExamPause',
  method: 'GET',
  path: pausePath,
  access: 'course staff',
  summary: 'Read whether an exam is paused, and for how long it has been',
  params: examParams,
  answer: examPause,
  problems: ['exam_not_found', 'forbidden'],
});

export const pauseExam = endpoint({
  id: 'pauseExam',
  method: 'PUT',
  path: pausePath,
  access: 'course staff',
  summary: 'Pause an exam: the remaining time of all attempts stands still, and none is created or started',
  params: examParams,
  answer: examPause,
  problems: ['exam_not_found', 'forbidden'],
});

export const resumeExam = endpoint({
  id: 'resumeExam',
  method: 'DELETE',
  path: pausePath,
  access: 'course staff',
  summary: 'Resume a paused exam: the end of every attempt has moved by the pause',
  params: examParams,
  answer: examPause,
  problems: ['exam_not_found', 'forbidden'],
});

const monitoredIdentity = () => ({
  attempt_id: z.number(),
  attempt_code: z.string(),
  user_id: z.number(),
  username: z.string(),
  status: z.string(),
});

export const getExamMonitor = endpoint({
  id: 'getExamMonitor',
  method: 'GET',
  path: '/api/proctoring/v1/monitor/exam/{exam_id}',
  access: 'course staff',
  summary:
    'Read the numbers of an exam’s attempts by status, those in progress by their time left, and who has not started',
  params: examParams,
  query: lazy(() =>
    z.object({ limit: z._default(wholeNumber(1, 100), 100), cursor: z.optional(z.string().check(z.maxLength(100))) }),
  ),
  hasEntityTag: true,
  answer: lazy(() =>
    z.object({
      ...pauseFields(),
      counts: z.record(z.string(), z.number()),
      is_truncated: z.boolean(),
      in_progress: z.number(),
      results: z.array(
        z.object({
          ...monitoredIdentity(),
          started_at: z.nullable(moment()),
          ends_at: z.nullable(moment()),
          remaining_seconds: z.nullable(z.number()),
          modified: moment(),
          version: z.number(),
        }),
      ),
      not_started: z.array(z.object({ ...monitoredIdentity(), created: moment(), modified: moment() })),
      not_started_count: z.number(),
      next_cursor: z.nullable(z.string()),
      as_of: moment(),
    }),
  ),
  problems: ['exam_not_found', 'forbidden'],
});

const timeJobsPath = '/api/proctoring/v1/exams/{exam_id}/time_jobs';

const MAX_LEARNERS = 100;
/** Changes of a page of `listAllowanceChanges`. */
const MAX_CHANGES = 1000;

const jobId = lazy(() =>
  z.string().check(z.regex(/^[\w-]{1,64}$/, 'must have 1 to 64 letters, digits, hyphens and underscores')),
);

/** A job that grants minutes to learners of an exam: all in progress, or those named. */
export const timeJob = lazy(() =>
  z.object({
    job_id: z.string(),
    exam_id: z.number(),
    minutes: z.number(),
    reason: z.nullable(z.string()),
    user_ids: z.nullable(z.array(z.number())),
    in_progress_only: z.boolean(),
    excluded_user_id: z.nullable(z.number()),
    state: z.enum(['running', 'done']),
    granted: z.number(),
    granted_user_ids: z.nullable(z.array(z.number())),
    created: moment(),
  }),
);

export const startTimeJob = endpoint({
  id: 'startTimeJob',
  method: 'POST',
  path: timeJobsPath,
  access: 'course staff',
  summary: 'Grant minutes to every learner in progress at an exam, or to named ones, each once, whatever is repeated',
  params: examParams,
  body: lazy(() =>
    z.object({
      minutes: wholeNumber(1, MAX_MINUTES),
      reason: descriptiveText(),
      user_ids: z.optional(z.array(id()).check(z.minLength(1), z.maxLength(MAX_LEARNERS))),
      in_progress_only: z.optional(bool()),
      idempotency_key: jobId(),
    }),
  ),
  answer: timeJob,
  otherAnswers: { 202: timeJob },
  problems: ['exam_not_found', 'forbidden', 'exam_not_active', 'idempotency_key_reused'],
});

export const getTimeJob = endpoint({
  id: 'getTimeJob',
  method: 'GET',
  path: `${timeJobsPath}/{job_id}`,
  access: 'course staff',
  summary: 'Read the progress of a job that grants minutes',
  params: lazy(() => z.object({ exam_id: id(), job_id: jobId() })),
  answer: timeJob,
  problems: ['exam_not_found', 'time_job_not_found', 'forbidden'],
});

export const listAllowanceChanges = endpoint({
  id: 'listAllowanceChanges',
  method: 'GET',
  path: '/api/proctoring/v1/exams/{exam_id}/allowance_changes',
  access: 'course staff',
  summary: 'List the changes of a learner’s allowances at an exam, latest first',
  params: examParams,
  query: lazy(() =>
    z.object({
      user_id: id(),
      limit: z._default(wholeNumber(1, MAX_CHANGES), MAX_CHANGES),
      cursor: z.optional(z.string().check(z.maxLength(100))),
    }),
  ),
  answer: lazy(() =>
    z.object({
      results: z.array(
        z.object({
          key: z.string(),
          value: z.nullable(z.string()),
          changed_at: moment(),
          changed_by: actor(),
          reason: z.nullable(z.string()),
        }),
      ),
      next_cursor: z.nullable(z.string()),
    }),
  ),
  problems: ['exam_not_found', 'forbidden'],
});
