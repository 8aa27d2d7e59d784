import * as z from 'zod/mini';
import { MAX_ATTEMPT_CODE_LENGTH } from '../../domain/attempts/attemptIds.ts';
import { endpoint } from '../contract/endpoint.ts';
import { bool, courseParams, id, identifier, segmentIdentifier } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { restReview, softwareSecureReview } from '../reviews/contract.ts';

const REVIEW_PROBLEMS = [
  'malformed_json',
  'bad_review_status',
  'review_attempt_does_not_exist',
  'suspicious_lookup',
  'review_already_exists',
  'payload_too_large',
] as const;

export const reviewCallback = endpoint({
  id: 'reviewCallback',
  method: 'POST',
  path: '/api/edx_proctoring/proctoring_review_callback/',
  access: 'the vendor',
  authentication: 'none',
  summary: 'Deliver a review of SoftwareSecure',
  delivery: softwareSecureReview,
  answer: lazy(() => z.literal('OK')),
  problems: [...REVIEW_PROBLEMS, 'wrong_signature'],
});

export const vendorCallback = endpoint({
  id: 'vendorCallback',
  method: 'POST',
  path: '/api/edx_proctoring/v1/vendors/{backend}/review',
  access: 'the vendor',
  authentication: 'none',
  summary: 'Deliver a signed review in the vendor’s own format',
  params: lazy(() => z.object({ backend: z.string() })),
  delivery: lazy(() => z.record(z.string(), z.unknown())),
  answer: lazy(() => z.literal('OK')),
  problems: [...REVIEW_PROBLEMS, 'wrong_signature', 'path_not_found'],
});

const attemptAtVendor = lazy(() => z.object({ external_id: segmentIdentifier() }));

export const reviewAttempt = endpoint({
  id: 'reviewAttempt',
  method: 'POST',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{external_id}/reviewed',
  access: 'the vendor’s token, global staff',
  summary: 'Deliver a review of a live or archived attempt; in SoftwareSecure’s format for exams of that vendor',
  params: attemptAtVendor,
  delivery: lazy(() => z.union([restReview(), softwareSecureReview()])),
  answer: lazy(() => z.literal('OK')),
  problems: [...REVIEW_PROBLEMS, 'exam_not_proctored', 'backend_not_configured', 'forbidden'],
});

export const announceReady = endpoint({
  id: 'announceReady',
  method: 'POST',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/{external_id}/ready',
  access: 'the vendor’s token, global staff',
  summary: 'Mark an attempt ready to start; without effect in later statuses',
  params: attemptAtVendor,
  acceptsForms: true,
  body: lazy(() => z.object({ status: z.optional(z.literal('ready')) })),
  answer: lazy(() => z.literal('OK')),
  problems: ['attempt_not_found', 'forbidden'],
});

export const launchExam = endpoint({
  id: 'launchExam',
  method: 'GET',
  path: '/api/edx_proctoring/proctoring_launch_callback/start_exam/{attempt_code}',
  hasEffect: true,
  access: 'anyone',
  authentication: 'none',
  summary: 'Redirect the vendor’s browser to the exam in the LMS, with the signed cookie `exam`',
  params: lazy(() => z.object({ attempt_code: z.string().check(z.maxLength(MAX_ATTEMPT_CODE_LENGTH)) })),
  success: 302,
  problems: ['attempt_not_found', 'path_not_found', 'busy'],
});

const dashboardLink = lazy(() => z.object({ url: z.string() }));

export const openExamDashboard = endpoint({
  id: 'openExamDashboard',
  method: 'GET',
  path: '/api/edx_proctoring/v1/instructor/{course_id+}/{exam_id#}',
  isNavigation: true,
  access: 'course staff',
  summary:
    'Redirect to the vendor’s dashboard of an exam, of an attempt at it, or to the configuration of the exam there',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id() })),
  query: lazy(() =>
    z.object({ attempt: z.optional(z.string()), config: z.optional(bool()), link: z.optional(bool()) }),
  ),
  success: 302,
  /** The answer with `link`: pages whose token is in memory cannot follow the redirect. */
  otherAnswers: { 200: dashboardLink },
  problems: ['forbidden', 'exam_not_found', 'attempt_not_found', 'several_backends', 'dashboard_not_found'],
});

export const openCourseDashboard = endpoint({
  id: 'openCourseDashboard',
  method: 'GET',
  path: '/api/edx_proctoring/v1/instructor/{course_id+}',
  isNavigation: true,
  access: 'course staff',
  summary: 'Redirect to the dashboard of the vendor of a course’s proctored exams',
  params: courseParams,
  success: 302,
  problems: ['forbidden', 'exam_not_found', 'several_backends', 'dashboard_not_found'],
});
