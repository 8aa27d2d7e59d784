import * as z from 'zod/mini';
import { MAX_MINUTES } from '../../domain/time.ts';
import { changedExamName, examName, registeredExamName } from '../contract/descriptive.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  bool,
  courseIdentifier,
  courseParams,
  id,
  identifier,
  instant,
  moment,
  pathIdentifier,
  vendorIdentifier,
  wholeNumber,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const examParams = lazy(() => z.object({ exam_id: id() }));

/** An exam in the format of edx-proctoring. */
export const exam = lazy(() =>
  z.object({
    id: z.number(),
    course_id: z.string(),
    content_id: z.string(),
    external_id: z.nullable(z.string()),
    exam_name: z.string(),
    time_limit_mins: z.number(),
    is_proctored: z.boolean(),
    is_practice_exam: z.boolean(),
    is_active: z.boolean(),
    due_date: z.nullable(moment()),
    hide_after_due: z.boolean(),
    backend: z.nullable(z.string()),
  }),
);

/** The body that creates an exam. */
const examBody = lazy(() =>
  z.object({
    course_id: courseIdentifier(),
    content_id: pathIdentifier(),
    // A form has no null.
    external_id: z.pipe(
      z.nullable(z.union([z.literal(''), vendorIdentifier()])),
      z.transform((value: string | null) => value || null),
    ),
    exam_name: examName(),
    time_limit_mins: wholeNumber(1, MAX_MINUTES),
    is_proctored: bool(),
    is_practice_exam: bool(),
    is_active: bool(),
    hide_after_due: bool(),
    due_date: z.nullish(instant()),
    backend: z.nullish(identifier()),
  }),
);

export const createExam = endpoint({
  id: 'createExam',
  method: 'POST',
  path: '/api/edx_proctoring/v1/proctored_exam/exam',
  access: 'global staff',
  summary: 'Create an exam',
  acceptsForms: true,
  body: examBody,
  answer: lazy(() => z.object({ exam_id: z.number() })),
  problems: ['forbidden', 'exam_already_exists'],
});

export const getExam = endpoint({
  id: 'getExam',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/exam/exam_id/{exam_id}',
  access: 'any token',
  summary: 'Read an exam by its id',
  params: examParams,
  answer: exam,
  problems: ['exam_does_not_exist'],
});

const examId = lazy(() => z.object({ exam_id: z.number() }));

/** A change of a nullable field: null leaves it unchanged (undefined), "" clears it (null). */
function clearable<Schema extends z.ZodMiniType<string | null, string>>(schema: Schema, meta: Record<string, unknown>) {
  const change = z.transform((value: string | null) => (value === null ? undefined : value === '' ? null : value));
  return z
    .optional(z.pipe(z.pipe(z.custom<string | null>(), change), z.nullish(schema)))
    .register(z.globalRegistry, { type: ['string', 'null'], ...meta });
}

/** Null or absent fields remain unchanged; "" clears. */
const examChanges = lazy(() =>
  z.object({
    exam_id: id(),
    external_id: clearable(vendorIdentifier(), { maxLength: 255 }),
    exam_name: changedExamName(),
    time_limit_mins: z.nullish(wholeNumber(1, MAX_MINUTES)),
    is_proctored: z.nullish(bool()),
    is_practice_exam: z.nullish(bool()),
    is_active: z.nullish(bool()),
    hide_after_due: z.nullish(bool()),
    due_date: clearable(instant(), { anyOf: [{ format: 'date-time' }, { maxLength: 0 }, { type: 'null' }] }),
    backend: clearable(identifier(), { maxLength: 255 }),
  }),
);

export const changeExam = endpoint({
  id: 'changeExam',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/proctored_exam/exam',
  access: 'global staff',
  summary: 'Change some fields of an exam: null leaves a field as it is, "" clears external_id, due_date or backend',
  acceptsForms: true,
  body: examChanges,
  answer: examId,
  problems: ['forbidden', 'exam_does_not_exist'],
});

export const getExamByContent = endpoint({
  id: 'getExamByContent',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/exam/course_id/{course_id+}/content_id/{content_id+}',
  access: 'any token',
  summary: 'Read an exam by its course and content id',
  params: lazy(() => z.object({ course_id: identifier(), content_id: identifier() })),
  answer: exam,
  problems: ['exam_does_not_exist'],
});

export const getExamsOfCourse = endpoint({
  id: 'getExamsOfCourse',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/exam/course_id/{course_id+}',
  access: 'any token',
  summary: 'List the active exams of a course',
  params: courseParams,
  answer: lazy(() => z.array(exam())),
});

/** An exam of a registration; the path names its course. */
const registeredExam = lazy(() =>
  z.extend(examBody(), {
    course_id: z.nullish(z.string()),
    exam_name: registeredExamName(),
    external_id: z.nullish(vendorIdentifier()),
  }),
);

export const registerExams = endpoint({
  id: 'registerExams',
  method: 'PATCH',
  path: '/api/edx_proctoring/v1/proctored_exam/exam_registration/course_id/{course_id+}',
  access: 'global staff',
  summary: 'Register all exams of a course: those missing from the list become inactive and unproctored',
  params: lazy(() => z.object({ course_id: courseIdentifier() })),
  body: lazy(() => z.array(registeredExam()).check(z.maxLength(500))),
  bodyProblem: 'unprocessable_exams',
  answer: lazy(() => z.array(examId())),
  problems: ['forbidden'],
});

const optionalText = lazy(() => z.nullable(z.string()));

export const getExamSettings = endpoint({
  id: 'getExamSettings',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/settings/exam_id/{exam_id}/',
  access: 'any token',
  summary: 'Read the texts and links that front ends show about the platform and an exam’s vendor',
  params: examParams,
  answer: lazy(() =>
    z.object({
      platform_name: z.string(),
      contact_us: z.string(),
      link_urls: z.nullable(z.record(z.string(), z.string())),
      exam_proctoring_backend: z.record(z.string(), z.unknown()),
      provider_tech_support_email: optionalText(),
      provider_tech_support_phone: optionalText(),
      provider_tech_support_url: optionalText(),
      provider_name: optionalText(),
      learner_notification_from_email: optionalText(),
      integration_specific_email: optionalText(),
      proctoring_escalation_email: optionalText(),
    }),
  ),
  problems: ['exam_does_not_exist', 'backend_not_configured'],
});

const reviewPolicy = lazy(() => z.object({ review_policy: z.nullable(z.string()) }));

export const getReviewPolicy = endpoint({
  id: 'getReviewPolicy',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/',
  access: 'any token',
  summary: 'Read the review policy of an exam; null if there is none',
  params: examParams,
  answer: reviewPolicy,
});

export const setReviewPolicy = endpoint({
  id: 'setReviewPolicy',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/',
  access: 'course staff',
  summary: 'Set the review policy of an exam',
  params: examParams,
  acceptsForms: true,
  body: lazy(() => z.object({ review_policy: z.string().check(z.minLength(1), z.maxLength(10_000)) })),
  answer: reviewPolicy,
  problems: ['exam_not_found', 'forbidden'],
});

export const removeReviewPolicy = endpoint({
  id: 'removeReviewPolicy',
  method: 'DELETE',
  path: '/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/',
  access: 'course staff',
  summary: 'Remove the review policy of an exam',
  params: examParams,
  problems: ['exam_not_found', 'review_policy_not_found', 'forbidden'],
});
