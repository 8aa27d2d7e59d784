import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { needsToken } from '../../src/api/contract/endpoint.ts';
import {
  type ApiCaller,
  attemptPath,
  codePath,
  examBody,
  newAttempt,
  newExam,
  request,
  reviewFor,
  STAFF_PERSON,
  sessionCookiesOf,
  V1_ATTEMPT,
  V1_EXAM,
} from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { namedParts } from '../support/namedParts.ts';
import { HAS_ALL_CASES, indexed, partOf } from '../support/runs.ts';

const API = '/api/edx_proctoring';
const V1 = `${API}/v1`;
const EXAMS = `${V1}/proctored_exam`;
const INSTRUCTOR_API = '/api/instructor/v2/courses';
const ONBOARDING = `${V1}/user_onboarding/status`;
const CONTROL = '/api/proctoring/v1/exams';
const ENROLMENTS = '/api/proctoring/v1/enrolments';
const BULK = '/api/proctoring/v1/attempts/bulk';
const notesPath = (code: string) => `/api/proctoring/v1/attempts/${code}/notes`;
const EDX_EXAMS = '/api/v1/exams/course_id';
const EDX_CONFIGS = '/api/v1/configs/course_id';
const EVENTS = '/api/proctoring/v1/events';
const WEBHOOKS = '/api/proctoring/v1/webhooks';
const STAFF_API = '/api/proctoring/v1/course_staff';

/** The objects of the table's requests; each request with effects gets its own. */
interface Scene {
  course: string;
  examId: number;
  contentId: string;
  attemptId: number;
  code: string;
  externalId: string;
  learnerId: number;
}

const ROLES = ['nobody', 'otherLearner', 'owner', 'foreignStaff', 'courseStaff', 'globalStaff', 'vendor'] as const;
/** Course staff by the table in place of the token: the same rights. */
type Role = (typeof ROLES)[number] | 'addedStaff';
/** The parts of which the learner of the scene is the owner. */
const OF_ATTEMPT = ['attemptId', 'code', 'externalId', 'learnerId'] as const;
const PARTS_OF_ROLES = 4;
const OTHER_COURSE_STAFF: readonly Role[] = ['foreignStaff', 'addedStaff'];
const ADDED_STAFF_ID = 900_006;
/** Added and removed by requests of the table. */
const CHANGED_STAFF_ID = 900_008;

function callerOf(role: Role, { learnerId, course }: Scene): ApiCaller | null {
  switch (role) {
    case 'nobody':
      return null;
    case 'otherLearner':
      return { id: 900_001 };
    case 'owner':
      return { id: learnerId };
    case 'foreignStaff':
      return { id: 900_002, courses: ['course-v1:Other+1+2'] };
    case 'courseStaff':
      return { id: 900_003, courses: [course] };
    case 'addedStaff':
      return { id: ADDED_STAFF_ID };
    case 'globalStaff':
      return { id: 900_004, staff: true };
    case 'vendor':
      return { id: 900_005, groups: ['software_secure_review'] };
  }
}

type Row = [
  what: string,
  request: (scene: Scene) => [method: string, path: string, json?: unknown],
  /** One status for each role, in the order of ROLES. */
  statuses: readonly number[],
];

const ANYBODY = [401, 200, 200, 200, 200, 200, 200];
const STAFF = [401, 403, 403, 403, 200, 200, 403];
const GLOBAL_STAFF = [401, 403, 403, 403, 403, 200, 403];
/** Nobody but global staff learns whether a webhook exists. */
const ofWebhooks = (status: number) => [401, 403, 403, 403, 403, status, 403];
const OWNER_OR_STAFF = [401, 403, 200, 403, 200, 200, 403];
const VENDOR_OR_GLOBAL_STAFF = [401, 403, 403, 403, 403, 200, 200];
/** The default backend has no dashboard of courses and exams. */
const STAFF_WITHOUT_DASHBOARD = [401, 403, 403, 403, 404, 404, 403];
/** A token of exam access needs a key, which these settings lack: api/edxExamsLearner. */
const NOBODY = [401, 403, 403, 403, 403, 403, 403];
const EVERYBODY = [200, 200, 200, 200, 200, 200, 200];
const OWNER = [401, 403, 200, 403, 403, 403, 403];

const c = encodeURIComponent;
const action =
  (name: string) =>
  ({ attemptId }: Scene): [string, string, unknown] => ['PUT', attemptPath(attemptId), { action: name }];

const edxExamsAction =
  (name: string) =>
  ({ attemptId }: Scene): [string, string, unknown] => ['PUT', `/api/v1/exams/attempt/${attemptId}`, { action: name }];
/** The exam of the scene is no onboarding exam: 404 for those who may ask. */
function onboardingRows(): Row[] {
  const ofOneself = [401, 404, 404, 404, 404, 404, 404];
  const ofLearner = [401, 403, 404, 403, 404, 404, 403];
  return [
    ['getOnboardingStatus of oneself', ({ course }) => ['GET', `${ONBOARDING}?course_id=${c(course)}`], ofOneself],
    [
      'getOnboardingStatus of a learner',
      ({ course, learnerId }) => ['GET', `${ONBOARDING}?course_id=${c(course)}&username=user${learnerId}`],
      ofLearner,
    ],
    [
      'getEdxExamsOnboardingStatus of oneself',
      ({ course }) => ['GET', `/api/v1/student/course_id/${c(course)}/onboarding`],
      ofOneself,
    ],
    [
      'getEdxExamsOnboardingStatus of a learner',
      ({ course, learnerId }) => ['GET', `/api/v1/student/course_id/${c(course)}/onboarding?username=user${learnerId}`],
      ofLearner,
    ],
    [
      'listOnboardingStatuses',
      ({ course }) => ['GET', `${ONBOARDING}/course_id/${c(course)}`],
      [401, 403, 403, 403, 404, 404, 403],
    ],
  ];
}

/** Every endpoint with a token. Vendor callbacks are authenticated otherwise (api/reviewCallback). */
const TABLE: Row[] = [
  ['createExam', ({ course }) => ['POST', V1_EXAM, examBody({ course_id: course })], GLOBAL_STAFF],
  ['changeExam', ({ examId }) => ['PUT', V1_EXAM, { exam_id: examId, exam_name: 'New' }], GLOBAL_STAFF],
  ['getExam', ({ examId }) => ['GET', `${V1_EXAM}/exam_id/${examId}`], ANYBODY],
  [
    'getExamByContent',
    ({ course, contentId }) => ['GET', `${V1_EXAM}/course_id/${c(course)}/content_id/${c(contentId)}`],
    ANYBODY,
  ],
  ['getExamsOfCourse', ({ course }) => ['GET', `${V1_EXAM}/course_id/${c(course)}`], ANYBODY],
  ['registerExams', () => ['PATCH', `${EXAMS}/exam_registration/course_id/${c(newCourseId())}`, []], GLOBAL_STAFF],
  ['getExamSettings', ({ examId }) => ['GET', `${EXAMS}/settings/exam_id/${examId}/`], ANYBODY],
  ['getReviewPolicy', ({ examId }) => ['GET', `${EXAMS}/review_policy/exam_id/${examId}/`], ANYBODY],
  [
    'setReviewPolicy',
    ({ examId }) => ['PUT', `${EXAMS}/review_policy/exam_id/${examId}/`, { review_policy: 'x' }],
    STAFF,
  ],
  [
    'removeReviewPolicy',
    ({ examId }) => ['DELETE', `${EXAMS}/review_policy/exam_id/${examId}/`],
    [401, 403, 403, 403, 404, 404, 403],
  ],

  [
    'createAttempt for oneself',
    ({ examId }) => ['POST', V1_ATTEMPT, { exam_id: examId, attempt_proctored: true }],
    [401, 200, 400, 200, 200, 200, 200],
  ],
  [
    'createAttempt for a learner',
    ({ examId }) => ['POST', V1_ATTEMPT, { exam_id: examId, user: { id: 5, username: 'x' } }],
    STAFF,
  ],
  ['getAttempt', ({ attemptId }) => ['GET', attemptPath(attemptId)], OWNER_OR_STAFF],
  ['actOnAttempt: start', action('start'), OWNER],
  ['actOnAttempt: stop', action('stop'), OWNER],
  ['actOnAttempt: submit', action('submit'), OWNER],
  ['actOnAttempt: click_download_software', action('click_download_software'), OWNER],
  ['actOnAttempt: decline', action('decline'), OWNER],
  ['actOnAttempt: error', action('error'), OWNER],
  ['actOnAttempt: reset_attempt', action('reset_attempt'), [401, 403, 400, 403, 403, 403, 403]],
  ['actOnAttempt: verify', action('verify'), [401, 403, 403, 403, 400, 400, 403]],
  ['actOnAttempt: reject', action('reject'), [401, 403, 403, 403, 400, 400, 403]],
  ['actOnAttempt: mark_ready_to_resume', action('mark_ready_to_resume'), [401, 403, 403, 403, 400, 400, 403]],
  ['changeStudentName', ({ attemptId }) => ['PATCH', attemptPath(attemptId), { student_name: 'x' }], STAFF],
  [
    'actOnAttempts',
    ({ attemptId }) => ['POST', BULK, { action: 'remove', attempts: [{ attempt_id: attemptId }] }],
    STAFF,
  ],
  ['removeAttempt', ({ attemptId }) => ['DELETE', attemptPath(attemptId)], STAFF],
  [
    'acknowledgeStatus',
    ({ attemptId }) => ['PUT', `${attemptPath(attemptId)}/review_status`, {}],
    [401, 404, 404, 404, 404, 404, 404],
  ],
  [
    'resetAttempts',
    ({ examId, learnerId }) => ['DELETE', `${EXAMS}/exam_id/${examId}/user_id/${learnerId}/reset_attempts`],
    STAFF,
  ],
  ['getAttemptInProgress', () => ['GET', V1_ATTEMPT], ANYBODY],
  ['getCourseView of oneself', ({ course }) => ['GET', `${V1_ATTEMPT}/course_id/${c(course)}`], ANYBODY],
  [
    'getCourseView of a learner',
    ({ course, learnerId }) => ['GET', `${V1_ATTEMPT}/course_id/${c(course)}?user_id=${learnerId}`],
    [401, 403, 200, 403, 403, 200, 403],
  ],
  [
    'getActiveAttempt of a learner',
    ({ learnerId }) => ['GET', `${EXAMS}/active_attempt?user_id=${learnerId}`],
    [401, 403, 200, 403, 403, 200, 403],
  ],
  [
    'getActiveExams of a learner',
    ({ course, learnerId }) => ['GET', `${EXAMS}/active_exams_for_user?user_id=${learnerId}&course_id=${c(course)}`],
    OWNER_OR_STAFF,
  ],
  [
    'getActiveExams of a learner in all courses',
    ({ learnerId }) => ['GET', `${EXAMS}/active_exams_for_user?user_id=${learnerId}`],
    [401, 403, 200, 403, 403, 200, 403],
  ],
  ['listAttempts', ({ course }) => ['GET', `${V1_ATTEMPT}/grouped/course_id/${c(course)}?cursor=`], STAFF],
  ['searchAttempts', ({ course }) => ['GET', `${V1_ATTEMPT}/grouped/course_id/${c(course)}/search/x?cursor=`], STAFF],

  [
    'listEdxExamsAttempts',
    ({ course, examId }) => ['GET', `/api/v1/instructor_view/course_id/${c(course)}/attempts?exam_id=${examId}`],
    STAFF,
  ],
  ['listInstructorExams', ({ course }) => ['GET', `${INSTRUCTOR_API}/${c(course)}/special_exams`], STAFF],
  ['listInstructorAttempts', ({ course }) => ['GET', `${INSTRUCTOR_API}/${c(course)}/special_exams/attempts`], STAFF],
  [
    'resetInstructorAttempts',
    ({ course, examId, learnerId }) => [
      'POST',
      `${INSTRUCTOR_API}/${c(course)}/special_exams/${examId}/reset/user${learnerId}`,
    ],
    STAFF,
  ],
  ...onboardingRows(),

  ['getViolationReport', ({ course }) => ['GET', `${EXAMS}/violation_report/course_id/${c(course)}`], STAFF],

  ['locateAttempt', ({ code }) => ['GET', codePath(code)], STAFF],
  ['readHistory', ({ code }) => ['GET', codePath(code, '/history')], STAFF],
  ['readReview', ({ code }) => ['GET', codePath(code, '/review')], [401, 403, 403, 403, 404, 404, 403]],
  ['readReviewPayload', ({ code }) => ['GET', codePath(code, '/review/payload')], [401, 403, 403, 403, 404, 404, 403]],

  ['listEvents of a course', ({ course }) => ['GET', `${EVENTS}?course_id=${c(course)}`], STAFF],
  ['listEvents of all courses', () => ['GET', EVENTS], GLOBAL_STAFF],
  ['readEvent', () => ['GET', `${EVENTS}/evt_none`], [401, 403, 403, 403, 403, 404, 403]],

  ['createWebhook', () => ['POST', WEBHOOKS, { url: 'x', types: ['*'] }], ofWebhooks(400)],
  ['listWebhooks', () => ['GET', WEBHOOKS], GLOBAL_STAFF],
  ['readWebhook', () => ['GET', `${WEBHOOKS}/whk_none`], ofWebhooks(404)],
  ['changeWebhook', () => ['PATCH', `${WEBHOOKS}/whk_none`, {}], ofWebhooks(404)],
  ['removeWebhook', () => ['DELETE', `${WEBHOOKS}/whk_none`], ofWebhooks(404)],
  ['rotateWebhookSecret', () => ['POST', `${WEBHOOKS}/whk_none/rotate_secret`, {}], ofWebhooks(404)],
  ['testWebhook', () => ['POST', `${WEBHOOKS}/whk_none/test`], ofWebhooks(404)],
  ['listWebhookFailures', () => ['GET', `${WEBHOOKS}/whk_none/failures`], ofWebhooks(404)],
  ['redeliverEvents', () => ['POST', `${WEBHOOKS}/whk_none/redeliver`, { event_id: 'evt_x' }], ofWebhooks(404)],

  ['getAllowances', ({ course }) => ['GET', `${EXAMS}/${c(course)}/allowance`], STAFF],
  ['getGroupedAllowances', ({ course }) => ['GET', `${EXAMS}/${c(course)}/grouped/allowance`], STAFF],
  [
    'setAllowance',
    ({ examId, learnerId }) => [
      'PUT',
      `${EXAMS}/allowance`,
      { exam_id: examId, user_info: String(learnerId), key: 'additional_time_granted', value: '5' },
    ],
    STAFF,
  ],
  [
    'removeAllowance',
    ({ examId, learnerId }) => [
      'DELETE',
      `${EXAMS}/allowance`,
      { exam_id: examId, user_id: learnerId, key: 'additional_time_granted' },
    ],
    STAFF,
  ],
  [
    'setAllowances',
    ({ examId, learnerId }) => [
      'PUT',
      `${EXAMS}/bulk_allowance`,
      { exam_ids: String(examId), user_ids: String(learnerId), allowance_type: 'additional_time_granted', value: '5' },
    ],
    STAFF,
  ],
  [
    'setAllowancesOfCourse',
    ({ course, examId, learnerId }) => [
      'PUT',
      `${EXAMS}/${c(course)}/bulk_allowance`,
      { exam_ids: String(examId), user_ids: String(learnerId), allowance_type: 'additional_time_granted', value: '5' },
    ],
    STAFF,
  ],
  [
    'reviewAttempt',
    ({ code, externalId }) => ['POST', `${attemptPath(externalId)}/reviewed`, reviewFor({ code, externalId })],
    VENDOR_OR_GLOBAL_STAFF,
  ],
  ['announceReady', ({ externalId }) => ['POST', `${attemptPath(externalId)}/ready`, {}], VENDOR_OR_GLOBAL_STAFF],
  [
    'reviewCallback, of which the pair of code and locator is the proof',
    ({ code, externalId }) => ['POST', `${API}/proctoring_review_callback/`, reviewFor({ code, externalId })],
    EVERYBODY,
  ],
  [
    'vendorCallback, unsigned',
    ({ code }) => ['POST', `${V1}/vendors/examus/review`, { sessionId: code, conclusion: 'accepted' }],
    [401, 401, 401, 401, 401, 401, 401],
  ],
  [
    'launchExam',
    ({ code }) => ['GET', `${API}/proctoring_launch_callback/start_exam/${code}`],
    [302, 302, 302, 302, 302, 302, 302],
  ],
  [
    'getEdxExamsProviderSettings',
    ({ course, examId }) => ['GET', `/api/v1/exam/provider_settings/course_id/${c(course)}/exam_id/${examId}`],
    ANYBODY,
  ],
  ['openCourseDashboard', ({ course }) => ['GET', `${V1}/instructor/${c(course)}`], STAFF_WITHOUT_DASHBOARD],
  [
    'openExamDashboard',
    ({ course, examId }) => ['GET', `${V1}/instructor/${c(course)}/${examId}`],
    STAFF_WITHOUT_DASHBOARD,
  ],
  ['openEdxExamsDashboard', ({ examId }) => ['GET', `/lti/exam/${examId}/instructor_tool`], STAFF_WITHOUT_DASHBOARD],
  ['retireUser', ({ learnerId }) => ['POST', `${V1}/retire_user/${learnerId}/`], [401, 403, 403, 403, 403, 204, 403]],
  ['retireBackendUser', ({ learnerId }) => ['POST', `${V1}/retire_backend_user/${learnerId}/`], GLOBAL_STAFF],
  [
    'addCourseStaff',
    ({ course }) => ['PUT', STAFF_API, [{ user_id: CHANGED_STAFF_ID, course_id: course }]],
    GLOBAL_STAFF,
  ],
  [
    'removeCourseStaff',
    ({ course }) => ['DELETE', STAFF_API, [{ user_id: CHANGED_STAFF_ID, course_id: course }]],
    GLOBAL_STAFF,
  ],
  ['getCourseStaff', ({ course }) => ['GET', `${STAFF_API}?course_id=${c(course)}`], GLOBAL_STAFF],
  [
    'getEdxExamsExam',
    ({ course, contentId }) => [
      'GET',
      `/api/v1/student/exam/attempt/course_id/${c(course)}/content_id/${c(contentId)}`,
    ],
    ANYBODY,
  ],
  ['getLatestEdxExamsAttempt', () => ['GET', '/api/v1/exams/attempt/latest'], ANYBODY],
  ['getExamAccessToken', ({ examId }) => ['GET', `/api/v1/access_tokens/exam_id/${examId}/`], NOBODY],
  [
    'createEdxExamsAttempt',
    ({ examId }) => ['POST', '/api/v1/exams/attempt', { exam_id: examId, attempt_proctored: 'true' }],
    [401, 200, 400, 200, 200, 200, 200],
  ],
  ['actOnEdxExamsAttempt: start', edxExamsAction('start'), OWNER],
  ['actOnEdxExamsAttempt: reset_attempt', edxExamsAction('reset_attempt'), [401, 403, 400, 403, 403, 403, 403]],
  ['actOnEdxExamsAttempt: verify', edxExamsAction('verify'), [401, 403, 403, 403, 400, 400, 403]],
  ['actOnEdxExamsAttempt: reject', edxExamsAction('reject'), [401, 403, 403, 403, 400, 400, 403]],
  [
    'removeEdxExamsAttempt',
    ({ attemptId }) => ['DELETE', `/api/v1/exams/attempt/${attemptId}`],
    [401, 403, 403, 403, 204, 204, 403],
  ],
  [
    'addEnrolments',
    ({ course }) => ['PUT', ENROLMENTS, [{ user_id: CHANGED_STAFF_ID, course_id: course }]],
    GLOBAL_STAFF,
  ],
  [
    'removeEnrolments',
    ({ course }) => ['DELETE', ENROLMENTS, [{ user_id: CHANGED_STAFF_ID, course_id: course }]],
    GLOBAL_STAFF,
  ],
  ['getEnrolments', ({ course }) => ['GET', `${ENROLMENTS}?course_id=${c(course)}`], GLOBAL_STAFF],
  ['addNote', ({ code }) => ['POST', notesPath(code), { text: 'x' }], STAFF],
  ['listNotes', ({ code }) => ['GET', notesPath(code)], STAFF],
  ['getMe', () => ['GET', '/api/proctoring/v1/me'], ANYBODY],
  ['getExamPause', ({ examId }) => ['GET', `${CONTROL}/${examId}/pause`], STAFF],
  ['pauseExam', ({ examId }) => ['PUT', `${CONTROL}/${examId}/pause`], STAFF],
  [
    'startTimeJob',
    ({ examId }) => ['POST', `${CONTROL}/${examId}/time_jobs`, { minutes: 1, idempotency_key: 'k' }],
    [401, 403, 403, 403, 202, 202, 403],
  ],
  [
    'listAllowanceChanges',
    ({ examId, learnerId }) => ['GET', `${CONTROL}/${examId}/allowance_changes?user_id=${learnerId}`],
    STAFF,
  ],
  ['getTimeJob', ({ examId }) => ['GET', `${CONTROL}/${examId}/time_jobs/k`], [401, 403, 403, 403, 404, 404, 403]],
  ['getExamMonitor', ({ examId }) => ['GET', `/api/proctoring/v1/monitor/exam/${examId}`], STAFF],
  ['resumeExam', ({ examId }) => ['DELETE', `${CONTROL}/${examId}/pause`], STAFF],
  ['registerLearners', () => ['PUT', `${V1}/learners`, { learners: [{ id: 5, username: 'x' }] }], GLOBAL_STAFF],

  ['listEdxExamsProviders', () => ['GET', '/api/v1/providers'], ANYBODY],
  ['getEdxExamsCourseConfig', ({ course }) => ['GET', `${EDX_CONFIGS}/${c(course)}`], ANYBODY],
  [
    'setEdxExamsCourseConfig',
    ({ course }) => ['PATCH', `${EDX_CONFIGS}/${c(course)}`, { provider: null, escalation_email: null }],
    [401, 403, 403, 403, 204, 204, 403],
  ],
  ['publishEdxExamsExams', ({ course }) => ['PATCH', `${EDX_EXAMS}/${c(course)}/`, []], STAFF],
  ['listEdxExamsExams', ({ course }) => ['GET', `${EDX_EXAMS}/${c(course)}/`], STAFF],
  ['listEdxExamsAllowances', ({ course }) => ['GET', `${EDX_EXAMS}/${c(course)}/allowances`], STAFF],
  [
    'setEdxExamsAllowances',
    ({ course, examId, learnerId }) => {
      const row = { username: `user${learnerId}`, exam_id: examId, extra_time_mins: 5 };
      return ['POST', `${EDX_EXAMS}/${c(course)}/allowances`, [row]];
    },
    STAFF,
  ],
  [
    'removeEdxExamsAllowance',
    ({ course }) => ['DELETE', `${EDX_EXAMS}/${c(course)}/allowances/5`],
    [401, 403, 403, 403, 404, 404, 403],
  ],
  [
    'listInstructorAllowances',
    ({ course }) => ['GET', `${INSTRUCTOR_API}/${c(course)}/special_exams/allowances`],
    STAFF,
  ],
  [
    'setInstructorAllowances',
    ({ course, examId, learnerId }) => {
      const allowance = { allowance_type: 'additional_time_granted', value: '5' };
      const json = { exam_ids: [examId], user_ids: [learnerId], ...allowance };
      return ['POST', `${INSTRUCTOR_API}/${c(course)}/special_exams/allowances`, json];
    },
    STAFF,
  ],
  [
    'removeInstructorAllowances',
    ({ course, examId, learnerId }) => {
      const json = { user_ids: [learnerId], allowance_type: 'additional_time_granted' };
      return ['DELETE', `${INSTRUCTOR_API}/${c(course)}/special_exams/${examId}/allowance`, json];
    },
    STAFF,
  ],
  [
    'getInstructorProctoringSettings',
    ({ course }) => ['GET', `${INSTRUCTOR_API}/${c(course)}/proctoring_settings`],
    STAFF,
  ],
];

const ENDPOINTS = CONTRACT.flatMap(({ endpoints }) => endpoints);
const endpointOf = (description: string) => ENDPOINTS.find(({ id }) => id === /^\w+/.exec(description)?.[0]);

/** A session's cookies without the header of a script, which count where browsers navigate and are nobody's elsewhere. */
async function cookiesAt(description: string): Promise<Record<string, string>> {
  if (endpointOf(description)?.isNavigation) return {};
  return { cookie: (await sessionCookiesOf(STAFF_PERSON)).map(cookie => cookie.join('=')).join('; ') };
}

type CourseOfScene = Pick<Scene, 'course' | 'examId' | 'contentId'>;

async function newCourse(role: Role, hasExam = true): Promise<CourseOfScene> {
  const [course, contentId] = [newCourseId(), randomUUID()];
  if (role === 'addedStaff') {
    await request('PUT', STAFF_API, { json: [{ user_id: ADDED_STAFF_ID, course_id: course }] });
  }
  return { course, contentId, examId: hasExam ? await newExam({ course_id: course, content_id: contentId }) : 0 };
}

/** The courses of requests that name neither course nor exam. */
const courses = new Map<Role, Promise<CourseOfScene>>();

function courseOf(role: Role): Promise<CourseOfScene> {
  const course = courses.get(role) ?? newCourse(role);
  courses.set(role, course);
  return course;
}

/** A scene for a request of this role; the objects that it names are new. */
async function newScene(role: Role, named: ReadonlySet<keyof Scene>): Promise<Scene> {
  const needs = (...parts: (keyof Scene)[]) => parts.some(part => named.has(part));
  const needsAttempt = role === 'owner' || needs(...OF_ATTEMPT);
  const needsExam = needsAttempt || needs('examId', 'contentId');
  const course = await (needs('course', 'examId', 'contentId') ? newCourse(role, needsExam) : courseOf(role));
  if (!needsAttempt) return { ...course, attemptId: 0, code: '', externalId: '', learnerId: newLearnerId() };
  const { id, code, externalId, learner } = await newAttempt({ exam_id: course.examId });
  return { ...course, attemptId: id, code, externalId, learnerId: learner.id };
}

describe('the permissions of each endpoint', () => {
  /** For all requests that change nothing. */
  let shared: Scene;
  beforeAll(async () => {
    shared = await newScene('addedStaff', new Set(['course', 'attemptId']));
  });

  it('are those of every endpoint that needs a token', () => {
    const listed = new Set(TABLE.map(([description]) => endpointOf(description)?.id));
    expect(ENDPOINTS.filter(endpoint => needsToken(endpoint) && !listed.has(endpoint.id))).toEqual([]);
  });

  const rows = indexed(TABLE).map(([row, index]) => [...row, index] as const);
  it.each(rows)('%s', async (description, requestOf, statuses, index) => {
    const rolesWithStatus = ROLES.map((role, place): [Role, number | undefined] => [role, statuses[place]]);
    const statusOf = (role: Role) => new Map(rolesWithStatus).get(role);
    rolesWithStatus.push(['addedStaff', statusOf('courseStaff')]);
    // Where course staff have the rights of any learner, other kinds of them have no others.
    const isOfCourseStaff = statusOf('courseStaff') !== statusOf('otherLearner');
    const named = namedParts(requestOf, shared);
    const isOfOwner = statusOf('owner') !== statusOf('otherLearner') || OF_ATTEMPT.some(part => named.has(part));
    const expected = rolesWithStatus.filter(
      ([role]) =>
        HAS_ALL_CASES || ((isOfCourseStaff || !OTHER_COURSE_STAFF.includes(role)) && (isOfOwner || role !== 'owner')),
    );
    // In the ordinary run on DynamoDB Local a part of the roles has its turn in each row.
    const turns = partOf(expected, index, PARTS_OF_ROLES);
    const answers = await Promise.all(
      turns.map(async ([role, expectedStatus = 0]): Promise<[Role, number]> => {
        const isRead = requestOf(shared)[0] === 'GET' && description !== 'launchExam';
        const isShared = isRead || expectedStatus >= 400;
        const scene = isShared ? shared : await newScene(role, named);
        const [method, path, json] = requestOf(scene);
        const headers = role === 'nobody' ? await cookiesAt(description) : {};
        const options = { as: callerOf(role, scene), headers, ...(json !== undefined && { json }) };
        return [role, (await request(method, path, options)).status];
      }),
    );
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(turns));
  });

  it.each(['otherLearner', 'owner'] as const)('a course id that no key can hold is a 400 for %s', async role => {
    const path = `${EXAMS}/active_exams_for_user?user_id=7&course_id=${'a'.repeat(3000)}`;
    expect((await request('GET', path, { as: callerOf(role, shared) })).status).toBe(400);
  });
});
