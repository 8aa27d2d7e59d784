import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { emptyObject, examTypeName, id, identifier } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { attemptData, examView } from '../contract.ts';

/** The dialect of edx-exams for the learner front end. */

export const getEdxExamsExam = endpoint({
  id: 'getEdxExamsExam',
  method: 'GET',
  path: '/api/v1/student/exam/attempt/course_id/{course_id+}/content_id/{content_id+}',
  access: 'any token',
  summary: 'Read an active exam as the learner front end shows it, with one’s own attempt; empty if there is none',
  params: lazy(() => z.object({ course_id: identifier(), content_id: identifier() })),
  answer: lazy(() => z.object({ exam: z.union([z.extend(examView(), { exam_type: examTypeName() }), emptyObject()]) })),
});

export const getLatestEdxExamsAttempt = endpoint({
  id: 'getLatestEdxExamsAttempt',
  method: 'GET',
  path: '/api/v1/exams/attempt/latest',
  access: 'the learner',
  summary: 'Read one’s own attempt in progress; with a content id the latest attempt there; empty if there is none',
  query: lazy(() => z.object({ content_id: z.optional(identifier()) })),
  answer: lazy(() => z.union([attemptData(), emptyObject()])),
});

export const getExamAccessToken = endpoint({
  id: 'getExamAccessToken',
  method: 'GET',
  path: '/api/v1/access_tokens/exam_id/{exam_id}',
  access: 'any token',
  summary: 'Get a token for the content of an exam: learners whose attempt permits it, and course staff',
  params: lazy(() => z.object({ exam_id: id() })),
  answer: lazy(() => z.object({ exam_access_token: z.string(), exam_access_token_expiration: z.number() })),
  problems: ['exam_not_found', 'forbidden'],
});
