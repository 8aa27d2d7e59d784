import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { id, moment, wholeNumber } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const pausePath = '/api/proctoring/v1/exams/{exam_id}/pause';

const examParams = lazy(() => z.object({ exam_id: id() }));

/** The pauses of an exam. */
export const examPause = lazy(() =>
  z.object({ exam_id: z.number(), paused_at: z.nullable(moment()), paused_seconds: z.number() }),
);

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

export const getExamMonitor = endpoint({
  id: 'getExamMonitor',
  method: 'GET',
  path: '/api/proctoring/v1/monitor/exam/{exam_id}',
  access: 'course staff',
  summary: 'Read the numbers of an exam’s attempts by status, and those in progress by their time left',
  params: examParams,
  query: lazy(() =>
    z.object({ limit: z._default(wholeNumber(1, 100), 100), cursor: z.optional(z.string().check(z.maxLength(100))) }),
  ),
  hasEntityTag: true,
  answer: lazy(() =>
    z.object({
      exam_id: z.number(),
      paused_at: z.nullable(moment()),
      paused_seconds: z.number(),
      counts: z.record(z.string(), z.number()),
      is_truncated: z.boolean(),
      in_progress: z.number(),
      results: z.array(
        z.object({
          attempt_id: z.number(),
          attempt_code: z.string(),
          user_id: z.number(),
          username: z.string(),
          status: z.string(),
          started_at: z.nullable(moment()),
          ends_at: z.nullable(moment()),
          remaining_seconds: z.nullable(z.number()),
          version: z.number(),
        }),
      ),
      next_cursor: z.nullable(z.string()),
      as_of: moment(),
    }),
  ),
  problems: ['exam_not_found', 'forbidden'],
});
