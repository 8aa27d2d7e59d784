import * as z from 'zod/mini';
import { MAX_MINUTES } from '../../../domain/time.ts';
import { registeredExamName } from '../../contract/descriptive.ts';
import { endpoint } from '../../contract/endpoint.ts';
import {
  bool,
  courseIdentifier,
  courseParams,
  emptyObject,
  examTypeName,
  id,
  identifier,
  instant,
  moment,
  pathIdentifier,
  trimmedText,
  wholeNumber,
} from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { getExamSettings } from '../contract.ts';

/** An exam in the format of edx-exams. */
export const edxExamsExam = lazy(() =>
  z.object({
    id: z.number(),
    exam_name: z.string(),
    course_id: z.string(),
    content_id: z.string(),
    time_limit_mins: z.number(),
    due_date: z.nullable(moment()),
    exam_type: examTypeName(),
    hide_after_due: z.boolean(),
    is_active: z.boolean(),
  }),
);

export const listEdxExamsExams = endpoint({
  id: 'listEdxExamsExams',
  method: 'GET',
  path: '/api/v1/exams/course_id/{course_id+}/',
  access: 'course staff',
  summary: 'List the active exams of a course',
  params: courseParams,
  answer: lazy(() => z.array(edxExamsExam())),
  problems: ['forbidden'],
});

export const getEdxExamsProviderSettings = endpoint({
  id: 'getEdxExamsProviderSettings',
  method: 'GET',
  path: '/api/v1/exam/provider_settings/course_id/{course_id+}/exam_id/{exam_id}',
  access: 'any token',
  summary: 'Read the texts and links that front ends show about the platform and an exam’s vendor',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id() })),
  answer: lazy(() => getExamSettings.answer()),
  problems: ['exam_does_not_exist', 'exam_not_found', 'backend_not_configured'],
});

const namedCourse = lazy(() => z.object({ course_id: courseIdentifier() }));

/** An exam of a publication; Studio writes one type differently. The path names the course. */
const publishedExam = lazy(() =>
  z.object({
    course_id: z.nullish(z.string()),
    content_id: pathIdentifier(),
    exam_name: registeredExamName(),
    time_limit_mins: wholeNumber(1, MAX_MINUTES),
    due_date: z.nullish(instant()),
    exam_type: z.enum([...examTypeName().options, 'practice_proctored']),
    hide_after_due: bool(),
    is_active: bool(),
  }),
);

export const publishEdxExamsExams = endpoint({
  id: 'publishEdxExamsExams',
  method: 'PATCH',
  path: '/api/v1/exams/course_id/{course_id+}/',
  access: 'course staff',
  summary: 'Register all exams of a course as its authors publish them: those missing from the list become inactive',
  params: namedCourse,
  body: lazy(() => z.array(publishedExam()).check(z.maxLength(500))),
  answer: emptyObject,
  problems: ['forbidden'],
});

export const listEdxExamsProviders = endpoint({
  id: 'listEdxExamsProviders',
  method: 'GET',
  path: '/api/v1/providers',
  access: 'any token',
  summary: 'List the proctoring vendors that exams may have',
  query: lazy(() => z.object({ org: z.optional(trimmedText()) })),
  answer: lazy(() =>
    z.array(z.object({ name: z.string(), verbose_name: z.string(), lti_configuration_id: z.nullable(z.string()) })),
  ),
});

const CONFIG_PATH = '/api/v1/configs/course_id/{course_id+}';

export const getEdxExamsCourseConfig = endpoint({
  id: 'getEdxExamsCourseConfig',
  method: 'GET',
  path: CONFIG_PATH,
  access: 'any token',
  summary: 'Read the proctoring vendor that the authors of a course have chosen',
  params: courseParams,
  answer: lazy(() => z.object({ provider: z.nullable(z.string()), escalation_email: z.nullable(z.string()) })),
});

const EMAIL = 'must be an email address of up to 254 characters';
const emailAddress = lazy(() =>
  z.string().check(z.trim(), z.maxLength(254, EMAIL), z.regex(/^(?:[^\s\p{Cc}@]+@[^\s\p{Cc}@]+)?$/u, EMAIL)),
);

export const setEdxExamsCourseConfig = endpoint({
  id: 'setEdxExamsCourseConfig',
  method: 'PATCH',
  path: CONFIG_PATH,
  access: 'course staff',
  summary: 'Choose the proctoring vendor of the exams that a course publishes from now on',
  params: namedCourse,
  body: lazy(() => z.object({ provider: z.nullable(identifier()), escalation_email: z.nullable(emailAddress()) })),
  success: 204,
  problems: ['forbidden'],
});
