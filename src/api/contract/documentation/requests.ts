import type * as z from 'zod/mini';
import type { Endpoints } from '../contract.ts';
import type { Lazy } from '../lazy.ts';
import { EXAMPLE_EVENT } from './eventAnswers.ts';
import { EXAM_CONTROL_REQUESTS } from './examControlRequests.ts';
import {
  ADDITIONAL_TIME,
  ATTEMPTS,
  COURSE_ID,
  contentId,
  EXAMS,
  LEARNERS,
  OTHER_LEARNERS,
  PUBLISHED_COURSE_ID,
  REGISTERED_COURSE_ID,
  REVIEW_POLICY,
  softwareSecureReview,
  WEBHOOKS,
} from './objects.ts';
import { STAFF_REQUESTS } from './staffRequests.ts';

type Input<Schema> = Schema extends Lazy<infer ZodType extends z.ZodMiniType> ? z.input<ZodType> : never;
type Part<Name extends string, Schema> = Record<Name, Input<Schema>>;
type NoMembers = Record<never, never>;

/** All parameters, optional ones included, and the body if the endpoint has one. */
type ExampleOf<Contract> = (Contract extends { params: infer Schema } ? Part<'params', Schema> : NoMembers) &
  (Contract extends { query: infer Schema } ? Record<'query', Required<Input<Schema>>> : NoMembers) &
  (Contract extends { body: infer Schema } ? Part<'body', Schema> : NoMembers) &
  (Contract extends { delivery: infer Schema } ? Part<'body', Schema> : NoMembers);

/** An example request. */
export interface RequestExample {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

const course = { course_id: COURSE_ID };
const midterm = { exam_id: EXAMS.midterm.examId };
const quiz = { exam_id: EXAMS.quiz.examId };
const attempt = (name: keyof typeof ATTEMPTS) => ({ attempt_id: ATTEMPTS[name].attemptId });
const reviewed = { attempt_code: ATTEMPTS.reviewed.attemptCode };
const webhook = (name: keyof typeof WEBHOOKS) => ({ webhook_id: WEBHOOKS[name].webhookId });
/** The first page. */
const cursor = '';
const filter = { status: 'started,submitted', exam_id: EXAMS.midterm.examId };

const newExam = {
  exam_name: 'Final',
  time_limit_mins: 120,
  is_proctored: true,
  is_practice_exam: false,
  is_active: true,
  hide_after_due: false,
  due_date: '2036-06-30T22:00:00Z',
  external_id: null,
};

const bulkAllowance = {
  exam_ids: [EXAMS.midterm.examId, EXAMS.quiz.examId],
  user_ids: [LEARNERS.mina.username, LEARNERS.ines.email],
  allowance_type: 'time_multiplier' as const,
  value: '1.5',
};

/**
 * One request of each endpoint. On a local stack, with a token of global staff, all succeed in any order, except those in
 * `REQUEST_OUTCOMES`.
 */
export const REQUESTS: { readonly [Id in keyof Endpoints]: ExampleOf<Endpoints[Id]> } = {
  createExam: { body: { ...newExam, course_id: COURSE_ID, content_id: contentId('final') } },
  getExam: { params: midterm },
  changeExam: { body: { ...quiz, exam_name: 'Quiz 1', time_limit_mins: 45 } },
  getExamByContent: { params: { ...course, content_id: EXAMS.midterm.contentId } },
  getExamsOfCourse: { params: course },
  registerExams: {
    params: { course_id: REGISTERED_COURSE_ID },
    body: [
      { ...newExam, content_id: 'block-v1:ExampleX+Registration+2026+type@sequential+block@final' },
      {
        ...newExam,
        content_id: 'block-v1:ExampleX+Registration+2026+type@sequential+block@practice',
        exam_name: 'Practice',
        is_practice_exam: true,
        due_date: null,
      },
    ],
  },
  getExamSettings: { params: midterm },
  getReviewPolicy: { params: midterm },
  setReviewPolicy: { params: midterm, body: { review_policy: REVIEW_POLICY } },
  removeReviewPolicy: { params: quiz },

  ...EXAM_CONTROL_REQUESTS,

  createAttempt: {
    body: {
      ...midterm,
      start_clock: false,
      attempt_proctored: true,
      user: OTHER_LEARNERS.rosa,
      attempt_code: 'EXAMPLE-ROSA',
      external_id: 'LOCATOR-ROSA',
    },
  },
  getAttempt: { params: attempt('running') },
  actOnAttempt: { params: attempt('toVerify'), body: { action: 'verify' } },
  changeStudentName: { params: attempt('running'), body: { student_name: 'Mina Okafor-Lind' } },
  removeAttempt: { params: attempt('toRemove'), body: { reason: 'Registered for the wrong exam' } },
  acknowledgeStatus: { params: attempt('toVerify') },
  resetAttempts: { params: { ...midterm, user_id: LEARNERS.oleg.id } },

  getAttemptInProgress: {},
  getActiveAttempt: { query: { user_id: LEARNERS.mina.id } },
  getActiveExams: { query: { user_id: LEARNERS.mina.id, ...course } },
  getCourseView: {
    params: course,
    query: { content_id: EXAMS.midterm.contentId, is_learning_mfe: true, user_id: LEARNERS.mina.id },
  },
  listAttempts: { params: course, query: { page: 1, cursor, ...filter } },
  searchAttempts: { params: { ...course, text: LEARNERS.mina.username }, query: { page: 1, cursor, ...filter } },

  getOnboardingStatus: { query: { ...course, username: LEARNERS.mina.username, is_learning_mfe: true } },
  listOnboardingStatuses: {
    params: course,
    query: { page: 1, text_search: 'mina', statuses: 'not_started,setup_started' },
  },
  getEdxExamsOnboardingStatus: { params: course, query: { username: LEARNERS.mina.username } },

  getViolationReport: {
    params: course,
    query: { content_id: EXAMS.midterm.contentId, status: 'Suspicious', limit: 500, cursor, format: 'json' },
  },

  getAllowances: { params: course },
  getGroupedAllowances: { params: course },
  setAllowance: {
    body: { ...midterm, user_info: LEARNERS.mina.username, key: 'additional_time_granted', value: '15' },
  },
  removeAllowance: { body: { ...quiz, user_id: LEARNERS.mina.id, key: 'additional_time_granted' } },
  setAllowances: { body: bulkAllowance },
  setAllowancesOfCourse: { params: course, body: bulkAllowance },

  addCourseStaff: { body: [{ user_id: 901, ...course }] },
  removeCourseStaff: { body: [{ user_id: 902, ...course }] },
  getCourseStaff: { query: { ...course, limit: 100, cursor } },

  addEnrolments: { body: [{ user_id: LEARNERS.mina.id, ...course, mode: 'verified' }] },
  removeEnrolments: { body: [{ user_id: OTHER_LEARNERS.rosa.id, ...course }] },
  getEnrolments: { query: { ...course, limit: 100, cursor } },

  registerLearners: { body: { learners: [OTHER_LEARNERS.sven] } },

  locateAttempt: { params: reviewed, query: { include: 'review' } },
  readHistory: { params: reviewed, query: { limit: 25, cursor } },
  readReview: { params: reviewed, query: { version: 1 } },
  readReviewPayload: { params: reviewed },

  listEvents: {
    query: { type: 'proctoring.attempt.*', ...course, since: '2026-11-02T00:00:00Z', cursor, limit: 100 },
  },
  readEvent: { params: { event_id: EXAMPLE_EVENT.id } },

  createWebhook: {
    body: {
      url: WEBHOOKS.active.url,
      types: ['proctoring.attempt.*'],
      course_ids: [COURSE_ID],
      include: ['learner'],
      description: 'Grades',
    },
  },
  listWebhooks: {},
  readWebhook: { params: webhook('active') },
  changeWebhook: {
    params: webhook('toChange'),
    body: { types: ['proctoring.review.*'], description: 'Data warehouse' },
  },
  removeWebhook: { params: webhook('toRemove') },
  rotateWebhookSecret: { params: webhook('toChange'), body: { overlap_hours: 24 } },
  testWebhook: { params: webhook('toTest') },
  listWebhookFailures: { params: webhook('active'), query: { cursor, limit: 100 } },
  redeliverEvents: { params: webhook('active'), body: { event_id: EXAMPLE_EVENT.id } },
  ...STAFF_REQUESTS,

  reviewCallback: { body: softwareSecureReview(ATTEMPTS.toReview) },
  vendorCallback: {
    params: { backend: 'examus' },
    body: {
      sessionId: ATTEMPTS.toReview.attemptCode,
      conclusion: 'accepted',
      comment: 'Looked away twice, nothing found',
      score: 22,
      archive: 'https://proctor.vendor.example/archive/8f1c2e',
      sessionStart: '2026-11-02T09:41:00Z',
      sessionEnd: '2026-11-02T11:02:10Z',
      warnings: [
        { type: 'WARNING_AVERT_EYES', start: '2026-11-02T10:01:00.400Z', end: '2026-11-02T10:01:36.900Z', cyber: true },
      ],
    },
  },
  reviewAttempt: {
    params: { external_id: ATTEMPTS.toReviewByToken.externalId },
    body: softwareSecureReview(ATTEMPTS.toReviewByToken),
  },
  announceReady: { params: { external_id: ATTEMPTS.toAnnounce.externalId }, body: { status: 'ready' } },
  launchExam: { params: { attempt_code: ATTEMPTS.toAnnounce.attemptCode } },
  openExamDashboard: {
    params: { ...course, ...midterm },
    query: { attempt: ATTEMPTS.reviewed.externalId, config: false, link: false },
  },
  openCourseDashboard: { params: course },

  retireUser: { params: { user_id: LEARNERS.yuki.id } },
  retireBackendUser: { params: { user_id: LEARNERS.yuki.id } },

  health: {},
  listEdxExamsAttempts: { params: course, query: { ...midterm, limit: 5000, offset: 0, cursor } },
  listInstructorExams: { params: course, query: { exam_type: 'proctored' } },
  listInstructorAttempts: { params: course, query: { page: 1, page_size: 25, search: 'example', ordering: '-status' } },
  resetInstructorAttempts: { params: { ...course, ...midterm, username: LEARNERS.dara.username } },
  csrfToken: {},

  getEdxExamsProviderSettings: { params: { ...course, ...midterm } },
  openEdxExamsDashboard: { params: midterm },
  createEdxExamsAttempt: { body: { ...quiz, start_clock: false, attempt_proctored: true } },
  actOnEdxExamsAttempt: { params: attempt('toVerify'), body: { action: 'verify' } },
  removeEdxExamsAttempt: { params: attempt('toRemoveOnDashboard') },
  getEdxExamsExam: { params: { ...course, content_id: EXAMS.midterm.contentId } },
  getLatestEdxExamsAttempt: { query: { content_id: EXAMS.midterm.contentId } },
  getExamAccessToken: { params: midterm },
  publishEdxExamsExams: {
    params: { course_id: PUBLISHED_COURSE_ID },
    body: [
      {
        content_id: 'block-v1:ExampleX+Publication+2026+type@sequential+block@final',
        exam_name: 'Final',
        time_limit_mins: 120,
        due_date: '2036-06-30T22:00:00Z',
        exam_type: 'proctored',
        hide_after_due: false,
        is_active: true,
      },
    ],
  },
  listEdxExamsProviders: { query: { org: 'ExampleX' } },
  getEdxExamsCourseConfig: { params: { course_id: PUBLISHED_COURSE_ID } },
  setEdxExamsCourseConfig: {
    params: { course_id: PUBLISHED_COURSE_ID },
    body: { provider: 'software_secure', escalation_email: 'escalation@example.edu' },
  },
  listEdxExamsExams: { params: course },
  listEdxExamsAllowances: { params: course },
  setEdxExamsAllowances: {
    params: course,
    body: [
      { username: LEARNERS.mina.username, ...midterm, extra_time_mins: 45 },
      { email: LEARNERS.ines.email, ...quiz, extra_time_mins: 22.5 },
    ],
  },
  getInstructorProctoringSettings: { params: course },
  listInstructorAllowances: {
    params: course,
    query: { page: 1, page_size: 25, search: 'example', ordering: '-value' },
  },
  setInstructorAllowances: { params: course, body: bulkAllowance },
  removeInstructorAllowances: {
    params: { ...course, ...quiz },
    body: { user_ids: [LEARNERS.mina.id, LEARNERS.ines.username], allowance_type: 'additional_time_granted' },
  },
  removeEdxExamsAllowance: { params: { ...course, allowance_id: ADDITIONAL_TIME.allowanceId } },
};

const NO_ONBOARDING = 'no backend of the default settings supports onboarding';

/** Example requests that a local stack with default settings does not answer with 200 or 204, and the reasons. */
export const REQUEST_OUTCOMES: { readonly [Id in keyof Endpoints]?: { status: number; because: string } } = {
  getTimeJob: { status: 404, because: 'no job has this id' },
  acknowledgeStatus: { status: 404, because: '`PROCTORED_EXAM_VIEWABLE_PAST_DUE` is off' },
  getExamAccessToken: { status: 403, because: '`EXAM_ACCESS_KEY` is not set' },
  getOnboardingStatus: { status: 404, because: NO_ONBOARDING },
  listOnboardingStatuses: { status: 404, because: NO_ONBOARDING },
  getEdxExamsOnboardingStatus: { status: 404, because: NO_ONBOARDING },
  launchExam: {
    status: 302,
    because: 'browsers are redirected to the exam in the LMS, which a local stack does not have',
  },
  openExamDashboard: { status: 302, because: 'browsers are redirected to the video of the review' },
  openCourseDashboard: { status: 404, because: '`VENDORS` has no vendor with a dashboard' },
  openEdxExamsDashboard: { status: 404, because: '`VENDORS` has no vendor with a dashboard' },
  vendorCallback: { status: 404, because: '`VENDORS` has no vendor that signs its reviews' },
};
