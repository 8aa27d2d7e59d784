import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { id, moment } from '../contract/fields.ts';
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
