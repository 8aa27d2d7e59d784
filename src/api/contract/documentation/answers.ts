import type * as z from 'zod/mini';
import type { Endpoints } from '../contract.ts';
import type { Lazy } from '../lazy.ts';
import { ALLOWANCE_ANSWERS } from './allowanceAnswers.ts';
import { ATTEMPT_LIST_ANSWERS } from './attemptListAnswers.ts';
import { EVENT_ANSWERS } from './eventAnswers.ts';
import { STARTED_TIME_JOB } from './examControlAnswers.ts';
import { SETTINGS } from './examSettings.ts';
import { ATTEMPTS, COURSE_ID, EXAMS, REVIEW_POLICY, softwareSecureReview } from './objects.ts';
import { ONBOARDING_ANSWERS } from './onboardingAnswers.ts';
import { REGISTRATION_ANSWERS } from './registrationAnswers.ts';
import { DASHBOARD_LINK, STAFF_ANSWERS } from './staffAnswers.ts';
import { WEBHOOK_ANSWERS } from './webhookAnswers.ts';

type Output<Schema> = Schema extends Lazy<infer ZodType extends z.ZodMiniType> ? z.output<ZodType> : never;
type AnswerOf<Contract> = Contract extends { answer: infer Schema } ? Output<Schema> : undefined;

const API = '/api/edx_proctoring/v1/proctored_exam';
const GENERATED_ID = 892861293546818;
const STARTED_AT = '2026-11-02T09:41:00.000Z';
const COMPLETED_AT = '2026-11-02T10:58:30.000Z';
const REVIEWED_AT = '2026-11-02T13:05:12.000Z';

const exam = {
  id: EXAMS.midterm.examId,
  course_id: COURSE_ID,
  content_id: EXAMS.midterm.contentId,
  external_id: null,
  exam_name: EXAMS.midterm.examName,
  time_limit_mins: 90,
  is_proctored: true,
  is_practice_exam: false,
  is_active: true,
  due_date: null,
  hide_after_due: false,
  backend: null,
};

function userOf({ learner: { id, username, email } }: (typeof ATTEMPTS)[keyof typeof ATTEMPTS]) {
  return { id, username, email };
}

const attempt = {
  version: 4,
  created: STARTED_AT,
  modified: STARTED_AT,
  started_at: STARTED_AT,
  completed_at: null,
  proctored_exam: exam,
  allowed_time_limit_mins: 90,
  is_sample_attempt: false,
  taking_as_proctored: true,
  review_policy_id: GENERATED_ID,
  is_status_acknowledged: false,
  time_remaining_seconds: null,
  is_resumable: false,
  ready_to_resume: false,
  resumed: false,
};

const running = {
  ...attempt,
  id: ATTEMPTS.running.attemptId,
  user: userOf(ATTEMPTS.running),
  student_name: ATTEMPTS.running.learner.name,
  external_id: ATTEMPTS.running.externalId,
  attempt_code: ATTEMPTS.running.attemptCode,
  status: 'started' as const,
  time_remaining_seconds: 4010,
};
const runningNow = {
  ...running,
  accessibility_time_string: 'you have 1 hour and 7 minutes remaining',
};

const reviewed = {
  ...attempt,
  id: ATTEMPTS.reviewed.attemptId,
  modified: REVIEWED_AT,
  completed_at: COMPLETED_AT,
  user: userOf(ATTEMPTS.reviewed),
  student_name: ATTEMPTS.reviewed.learner.name,
  external_id: ATTEMPTS.reviewed.externalId,
  attempt_code: ATTEMPTS.reviewed.attemptCode,
  status: 'verified' as const,
};

/** The running attempt for the learner front end. */
const attemptData = {
  in_timed_exam: true as const,
  taking_as_proctored: true,
  exam_type: 'a proctored exam' as const,
  exam_display_name: exam.exam_name,
  exam_url_path: `/courses/${COURSE_ID}/jump_to/${exam.content_id}`,
  time_remaining_seconds: runningNow.time_remaining_seconds,
  total_time: '1 hour and 30 minutes',
  low_threshold_sec: 1080,
  critically_low_threshold_sec: 270,
  course_id: COURSE_ID,
  attempt_id: running.id,
  external_id: running.external_id,
  accessibility_time_string: runningNow.accessibility_time_string,
  attempt_status: running.status,
  exam_started_poll_url: `${API}/attempt/${running.id}`,
  attempt_ready_to_resume: false,
  use_legacy_attempt_api: true as const,
  desktop_application_js_url: '',
  ping_interval: 60,
  attempt_code: running.attempt_code,
};

const examView = {
  ...exam,
  attempt: attemptData,
  type: 'proctored' as const,
  passed_due_date: false,
  use_legacy_attempt_api: true as const,
  total_time: attemptData.total_time,
};

const list = {
  proctored_exam_attempts: [{ ...running, all_attempts: [running], all_attempts_count: 1 }],
  pagination_info: { has_previous: false, has_next: false, current_page: 1, total_pages: 1 },
  attempt_url: `${API}/attempt/grouped/course_id/${COURSE_ID}`,
};

const allowance = {
  id: GENERATED_ID,
  created: STARTED_AT,
  modified: STARTED_AT,
  user: running.user,
  key: 'additional_time_granted',
  value: '15',
  proctored_exam: exam,
};

const grantedRows = [running.user.username, ATTEMPTS.toAnnounce.learner.email].flatMap(user_id =>
  [EXAMS.midterm, EXAMS.quiz].map(({ examId }) => ({ exam_id: examId, user_id, status: 200 })),
);

const review = {
  attempt_code: reviewed.attempt_code,
  attempt_id: reviewed.id,
  vendor: 'software_secure',
  review_status: 'Suspicious',
  version: 1,
  received_at: REVIEWED_AT,
  video_url: 'https://review.vendor.example/DirectLink-HTML5.aspx?ID=8f1c2e',
  comments: [
    { start: 4, stop: 13, duration: 9, comment: 'Photo ID shown at an angle', status: 'Clean', source: 'webcam' },
    {
      start: 310,
      stop: 351,
      duration: 41,
      comment: 'Opened a second browser window',
      status: 'Suspicious',
      source: 'desktop',
    },
  ],
};
const reviewWithVersions = { ...review, is_attempt_active: true, earlier_versions: [] };

const reportRow = {
  attempt_code: reviewed.attempt_code,
  attempt_id: reviewed.id,
  exam_id: exam.id,
  content_id: exam.content_id,
  exam_name: exam.exam_name,
  user_id: reviewed.user.id,
  username: reviewed.user.username,
  email: reviewed.user.email,
  student_name: reviewed.student_name,
  attempt_status: reviewed.status,
  started_at: STARTED_AT,
  completed_at: COMPLETED_AT,
  is_archived: false,
  vendor: review.vendor,
  review_status: review.review_status,
  verdict: 'verified',
  review_version: 1,
  received_at: REVIEWED_AT,
  rules_violation_count: 0,
  rules_violation_comments: '',
  suspicious_count: 1,
  suspicious_comments: 'Opened a second browser window',
  clean_count: 1,
  clean_comments: 'Photo ID shown at an angle',
  other_count: 0,
  other_comments: '',
};

/** The successful answer of each endpoint; undefined if the body is empty. */
export const ANSWERS: { readonly [Id in keyof Endpoints]: AnswerOf<Endpoints[Id]> } = {
  createExam: { exam_id: GENERATED_ID },
  getExam: exam,
  changeExam: { exam_id: EXAMS.quiz.examId },
  getExamByContent: exam,
  getExamsOfCourse: [exam],
  registerExams: [{ exam_id: GENERATED_ID }, { exam_id: GENERATED_ID + 1 }],
  getExamSettings: SETTINGS,
  getReviewPolicy: { review_policy: REVIEW_POLICY },
  setReviewPolicy: { review_policy: REVIEW_POLICY },
  removeReviewPolicy: undefined,

  createAttempt: { exam_attempt_id: GENERATED_ID },
  getAttempt: runningNow,
  actOnAttempt: { exam_attempt_id: ATTEMPTS.toVerify.attemptId },
  changeStudentName: { ...running, student_name: 'Mina Okafor-Lind' },
  removeAttempt: undefined,
  acknowledgeStatus: undefined,
  resetAttempts: undefined,

  getAttemptInProgress: { in_timed_exam: false, is_proctored: false },
  getActiveAttempt: attemptData,
  getActiveExams: [{ exam, attempt: runningNow, allowances: [allowance] }],
  getCourseView: { exam: examView, active_attempt: attemptData },
  listAttempts: list,
  searchAttempts: list,

  getViolationReport: { results: [reportRow], next_cursor: null },

  getAllowances: [allowance],
  getGroupedAllowances: { [running.user.username]: [allowance] },
  setAllowance: null,
  removeAllowance: null,
  setAllowances: grantedRows,
  setAllowancesOfCourse: grantedRows,
  ...REGISTRATION_ANSWERS,
  ...ONBOARDING_ANSWERS,
  ...EVENT_ANSWERS,
  ...WEBHOOK_ANSWERS,

  locateAttempt: { attempt: reviewed, is_archived: false, review: reviewWithVersions },
  readHistory: {
    results: [
      {
        ...reviewed,
        modified: COMPLETED_AT,
        status: 'submitted',
        change: 'status_changed',
        to_status: 'verified',
        changed_at: REVIEWED_AT,
        changed_by: { role: 'vendor', user_id: null },
        reason: null,
      },
    ],
    next_cursor: null,
  },
  readReview: reviewWithVersions,
  readReviewPayload: { ...softwareSecureReview(ATTEMPTS.reviewed), videoReviewLink: '' },

  reviewCallback: 'OK',
  vendorCallback: 'OK',
  reviewAttempt: 'OK',
  announceReady: 'OK',
  launchExam: undefined,

  retireUser: undefined,
  retireBackendUser: { software_secure: true },
  health: { status: 'ok' },
  ...ATTEMPT_LIST_ANSWERS,
  ...STAFF_ANSWERS,
  csrfToken: { csrfToken: '0f'.repeat(32) },

  getEdxExamsProviderSettings: SETTINGS,
  publishEdxExamsExams: {},
  listEdxExamsProviders: [{ name: 'software_secure', verbose_name: 'SoftwareSecure', lti_configuration_id: null }],
  getEdxExamsCourseConfig: { provider: 'software_secure', escalation_email: 'escalation@example.edu' },
  setEdxExamsCourseConfig: undefined,
  openEdxExamsDashboard: undefined,
  createEdxExamsAttempt: { exam_attempt_id: GENERATED_ID },
  actOnEdxExamsAttempt: { exam_attempt_id: ATTEMPTS.toVerify.attemptId },
  removeEdxExamsAttempt: undefined,
  getEdxExamsExam: { exam: { ...examView, exam_type: 'proctored' } },
  getLatestEdxExamsAttempt: attemptData,
  getExamAccessToken: {
    exam_access_token: 'eyJhbGciOiJSUzUxMiJ9.eyJsbXNfdXNlcl9pZCI6Nn0.c2ln',
    exam_access_token_expiration: 60,
  },
  ...ALLOWANCE_ANSWERS,
};

/** Other successful answers, by endpoint and status. */
export const OTHER_ANSWERS: { readonly [Id in keyof Endpoints]?: Readonly<Record<number, unknown>> } = {
  startTimeJob: { 202: STARTED_TIME_JOB },
  openExamDashboard: { 200: DASHBOARD_LINK },
  setAllowances: { 207: withRejectedRow(grantedRows) },
  setAllowancesOfCourse: { 207: withRejectedRow(grantedRows) },
};

function withRejectedRow(rows: readonly object[]): object[] {
  const rejected = {
    exam_id: exam.id,
    user_id: 'nobody',
    status: 400,
    detail: 'No learner is known by this username, email or id. Register the learner first.',
  };
  return [...rows.slice(0, 1), rejected];
}
