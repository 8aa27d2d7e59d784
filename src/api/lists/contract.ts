import * as z from 'zod/mini';
import { ATTEMPT_STATUSES, type AttemptStatus } from '../../domain/attempts/status.ts';
import { allowance } from '../allowances/contract.ts';
import { attempt, attemptNow } from '../attempts/contract.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  bool,
  courseParams,
  emptyObject,
  examTypeName,
  id,
  identifier,
  namesOf,
  pageNumber,
  shortText,
  trimmedText,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';
import { exam } from '../exams/contract.ts';

/** An attempt for the learner front end. */
export const attemptData = lazy(() =>
  z.object({
    in_timed_exam: z.literal(true),
    taking_as_proctored: z.boolean(),
    /** Completes "You are taking … as …". */
    exam_type: z.enum(['a timed exam', 'a proctored exam', 'a practice exam', 'an onboarding exam']),
    exam_display_name: z.string(),
    exam_url_path: z.string(),
    time_remaining_seconds: z.number(),
    total_time: z.string(),
    low_threshold_sec: z.number(),
    critically_low_threshold_sec: z.number(),
    course_id: z.string(),
    attempt_id: z.number(),
    external_id: z.nullable(z.string()),
    accessibility_time_string: z.string(),
    attempt_status: z.enum(ATTEMPT_STATUSES),
    exam_started_poll_url: z.string(),
    attempt_ready_to_resume: z.boolean(),
    use_legacy_attempt_api: z.literal(true),
    desktop_application_js_url: z.string(),
    ping_interval: z.optional(z.number()),
    attempt_code: z.optional(z.string()),
    software_download_url: z.optional(z.string()),
    /** The vendor's steps for this attempt. */
    instructions: z.optional(z.array(z.string())),
  }),
);

/** An exam with the learner's attempt. */
export const examView = lazy(() =>
  z.extend(exam(), {
    attempt: z.union([attemptData(), emptyObject()]),
    type: examTypeName(),
    passed_due_date: z.boolean(),
    use_legacy_attempt_api: z.literal(true),
    total_time: z.string(),
    onboarding_link: z.optional(z.string()),
  }),
);

export const getAttemptInProgress = endpoint({
  id: 'getAttemptInProgress',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt',
  access: 'the learner',
  summary: 'Read the learner’s own attempt in progress',
  answer: lazy(() =>
    z.union([attemptData(), z.object({ in_timed_exam: z.literal(false), is_proctored: z.literal(false) })]),
  ),
});

export const getActiveAttempt = endpoint({
  id: 'getActiveAttempt',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/active_attempt',
  access: 'the learner, global staff',
  summary: 'Read the attempt in progress of a learner; empty if there is none',
  query: lazy(() => z.object({ user_id: z.optional(id()) })),
  answer: lazy(() => z.union([attemptData(), emptyObject()])),
  problems: ['forbidden'],
});

export const getActiveExams = endpoint({
  id: 'getActiveExams',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/active_exams_for_user',
  access: 'the learner, course staff',
  summary: 'List the attempts in progress of a learner, with allowances; course staff name the course_id',
  query: lazy(() => z.object({ user_id: z.optional(id()), course_id: z.optional(shortText()) })),
  answer: lazy(() => z.array(z.object({ exam: exam(), attempt: attemptNow(), allowances: z.array(allowance()) }))),
  problems: ['forbidden'],
});

export const getCourseView = endpoint({
  id: 'getCourseView',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/course_id/{course_id+}',
  access: 'the learner, global staff',
  summary: 'Read an exam as the learner front end shows it, and the learner’s attempt in progress',
  params: courseParams,
  query: lazy(() =>
    z.object({ content_id: z.optional(identifier()), is_learning_mfe: z.optional(bool()), user_id: z.optional(id()) }),
  ),
  answer: lazy(() =>
    z.object({
      exam: z.union([examView(), emptyObject()]),
      active_attempt: z.union([attemptData(), emptyObject()]),
    }),
  ),
  problems: ['forbidden'],
});

const attemptPage = lazy(() =>
  z.object({
    proctored_exam_attempts: z.array(
      z.extend(attempt(), {
        /** The learner's newest 25 attempts at the exam, and the current one. */
        all_attempts: z.array(attempt()),
        /** The number of all; a lower bound above 1,000. */
        all_attempts_count: z.number(),
      }),
    ),
    /** Present on numbered pages. In a large course `total_pages` is a lower bound: 1,000 attempts ahead are counted. */
    pagination_info: z.optional(
      z.object({
        has_previous: z.boolean(),
        has_next: z.boolean(),
        current_page: z.number(),
        total_pages: z.number(),
      }),
    ),
    /** Present on pages by cursor. */
    next_cursor: z.optional(z.nullable(z.string())),
    attempt_url: z.string(),
  }),
);

const STATUSES: ReadonlySet<string> = new Set(ATTEMPT_STATUSES);

/** Statuses of attempts, separated by commas. */
const statusList = lazy(() =>
  z.pipe(
    shortText(1000).check(
      z.refine(list => namesOf(list).every(name => STATUSES.has(name)), 'must be statuses, separated by commas'),
    ),
    z.transform(list => namesOf(list) as AttemptStatus[]),
  ),
);

const listQuery = lazy(() =>
  z.object({
    page: z.optional(pageNumber()),
    cursor: z.optional(z.string().check(z.maxLength(100))),
    /** Filters, whose pages are by cursor. */
    status: z.optional(statusList()),
    exam_id: z.optional(id()),
  }),
);

export const listAttempts = endpoint({
  id: 'listAttempts',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/{course_id+}',
  access: 'course staff',
  summary: 'List the latest attempt of each learner and exam, 25 a page; `cursor=` (empty at first) for large courses',
  params: courseParams,
  query: listQuery,
  answer: attemptPage,
  problems: ['forbidden'],
});

export const searchAttempts = endpoint({
  id: 'searchAttempts',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/{course_id+}/search/{text+}',
  access: 'course staff',
  summary: 'List the latest attempts of learners whose username or email contains the text',
  params: lazy(() => z.object({ course_id: identifier(), text: trimmedText() })),
  query: listQuery,
  answer: attemptPage,
  problems: ['forbidden'],
});
