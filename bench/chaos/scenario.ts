import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../src/domain/actors.ts';
import type { ExpectedAttempt } from '../../test/support/faultVerdict/verdict.ts';
import type { Random } from './faultInjector.ts';
import type { Answer, createRetryingClient } from './retryingClient.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';

export const COURSE = 'course-v1:Fault+Run+2026';
const NO_ATTRIBUTES = { username: '', email: '', name: '', isStaff: false, courseStaff: [], groups: [] };
export const STAFF: Caller = { ...NO_ATTRIBUTES, userId: 1, username: 'sam', isStaff: true };
const REST_VENDOR: Caller = { ...NO_ATTRIBUTES, userId: 2, username: 'vendor', groups: ['rest_vendor_review'] };

/** An exam of each vendor. */
export interface Exams {
  softwareSecure: { examId: number; contentId: string };
  rest: { examId: number; contentId: string };
}

export interface ScenarioOptions {
  call: ReturnType<typeof createRetryingClient>['call'];
  exams: Exams;
  random: Random;
  /** Called for each answer that no fault explains. */
  onUnexplained: (request: string, answer: Answer) => void;
}

/** One attempt from its creation to a staff verdict or removal, with reviews at any time. */
export async function runScenario(index: number, options: ScenarioOptions): Promise<ExpectedAttempt> {
  const { random } = options;
  const userId = 1000 + index;
  const learner: Caller = {
    ...NO_ATTRIBUTES,
    userId,
    username: `user${userId}`,
    email: `u${userId}@example.com`,
    name: 'A B',
  };
  const expected =
    random() < 1 / 3 ? await createAsLearner(learner, options) : await createAsStaff(index, learner, options);
  await act(expected, 'start', 'started', learner, options);
  if (random() < 0.3) await act(expected, 'stop', 'ready_to_submit', learner, options);
  if (random() < 0.1) await act(expected, 'error', 'error', learner, options);
  else await act(expected, 'submit', 'submitted', learner, options);

  const isRemovedEarly = random() < 0.15;
  const reviews = random() < 0.85 ? deliverReviews(expected, options) : Promise.resolve();
  if (isRemovedEarly) await pause(random() * 300).then(() => remove(expected, options));
  await reviews;
  if (!expected.isRemoved && random() < 0.2) {
    const verdict = random() < 0.5 ? 'verify' : 'reject';
    expected.staffVerdict = verdict === 'verify' ? 'verified' : 'rejected';
    await act(expected, verdict, expected.staffVerdict, STAFF, options);
  }
  if (!expected.isRemoved && random() < 0.2) await remove(expected, options);
  return expected;
}

function newExpectation(ids: Pick<ExpectedAttempt, 'attemptId' | 'code' | 'externalId' | 'isRest'>): ExpectedAttempt {
  const initial = {
    statuses: [],
    acceptedMarkers: new Set<string>(),
    posted: 0,
    verdicts: new Map(),
    staffVerdict: undefined,
  };
  return { ...ids, ...initial, isRemoved: false };
}

/** Creates an attempt that the LMS has registered with PSI. */
async function createAsStaff(index: number, learner: Caller, { call, exams, onUnexplained }: ScenarioOptions) {
  const [code, externalId] = [`CODE-${index}`, `locator-${index}`];
  const { userId: id, username, email, name } = learner;
  const body = { exam_id: exams.softwareSecure.examId, user: { id, username, email, name }, attempt_code: code };
  const answer = await call('POST', `${V1}/attempt`, STAFF, { ...body, external_id: externalId });
  if (answer.status === 200)
    return newExpectation({ attemptId: answer.body.exam_attempt_id, code, externalId, isRest: false });
  if (!answer.wasRetried) onUnexplained('create', answer);
  const located = await call('GET', `${V1}/attempt/code/${code}`, STAFF);
  return newExpectation({ attemptId: located.body.attempt.id, code, externalId, isRest: false });
}

/** Creates an attempt that the service registers with the vendor. */
async function createAsLearner(
  learner: Caller,
  { call, exams: { rest }, onUnexplained }: ScenarioOptions,
): Promise<ExpectedAttempt> {
  const answer = await call('POST', `${V1}/attempt`, learner, { exam_id: rest.examId, attempt_proctored: true });
  let attemptId = answer.body?.exam_attempt_id;
  if (answer.status !== 200) {
    if (!answer.wasRetried) onUnexplained('create', answer);
    const path = `${V1}/attempt/course_id/${encodeURIComponent(COURSE)}?content_id=${encodeURIComponent(rest.contentId)}`;
    attemptId = (await call('GET', path, learner)).body.exam.attempt.attempt_id;
  }
  const { body } = await call('GET', `${V1}/attempt/${attemptId}`, STAFF);
  return newExpectation({ attemptId, code: body.attempt_code, externalId: body.external_id, isRest: true });
}

async function act(
  expected: ExpectedAttempt,
  action: string,
  status: string,
  caller: Caller,
  options: ScenarioOptions,
): Promise<void> {
  const answer = await options.call('PUT', `${V1}/attempt/${expected.attemptId}`, caller, { action });
  expected.statuses.push(status);
  if (answer.status === 200) return;
  // A retry after a lost answer is rejected because the first request took effect.
  const { body } = await options.call('GET', `${V1}/attempt/${expected.attemptId}`, STAFF);
  if (!answer.wasRetried || body.status !== status) options.onUnexplained(action, answer);
}

async function remove(expected: ExpectedAttempt, { call, onUnexplained }: ScenarioOptions): Promise<void> {
  const answer = await call('DELETE', `${V1}/attempt/${expected.attemptId}`, STAFF, {
    reason: 'a new attempt is granted',
  });
  if (answer.status !== 200 && !(answer.wasRetried && answer.code === 'attempt_does_not_exist')) {
    onUnexplained('remove', answer);
  }
  expected.isRemoved = true;
}

/** Up to three concurrent posts of one delivery, as of real vendors; in some scenarios also of a contradicting one. */
async function deliverReviews(expected: ExpectedAttempt, options: ScenarioOptions): Promise<void> {
  const { random } = options;
  const deliveries = random() < 0.3 ? ['first', 'second'] : ['first'];
  await Promise.all(
    deliveries.flatMap(name => {
      const marker = `${expected.code} ${name}`;
      const isPassed = random() < 0.5;
      expected.verdicts.set(marker, isPassed ? 'verified' : 'rejected');
      const body = expected.isRest
        ? restReview(marker, isPassed)
        : softwareSecureReview(expected, marker, isPassed, random);
      const path = expected.isRest ? `${V1}/attempt/${expected.externalId}/reviewed` : CALLBACK;
      const copies = 1 + Math.floor(random() * 3);
      return Array.from({ length: copies }, async () => {
        const answer = await options.call('POST', path, expected.isRest ? REST_VENDOR : null, body);
        expected.posted += 1;
        if (answer.status === 200) expected.acceptedMarkers.add(marker);
        else if (answer.code !== 'review_already_exists' || deliveries.length < 2)
          options.onUnexplained('review', answer);
      });
    }),
  );
}

function softwareSecureReview(expected: ExpectedAttempt, marker: string, isPassed: boolean, random: Random): string {
  return JSON.stringify({
    examMetaData: {
      examCode: expected.code,
      ssiRecordLocator: random() < 0.5 ? expected.externalId.toUpperCase() : expected.externalId,
    },
    reviewStatus: isPassed ? 'Clean' : 'Rules Violation',
    videoReviewLink: 'https://vendor.example/DirectLink-Generic.aspx?ID=1',
    webCamComments: [{ comments: marker, duration: 5, eventStart: 10, eventFinish: 15, eventStatus: 'Suspicious' }],
    desktopComments: [],
  });
}

function restReview(marker: string, isPassed: boolean): string {
  const comments = [{ comment: marker, status: 'suspicious', start: 10, stop: 15, duration: 5 }];
  return JSON.stringify({ status: isPassed ? 'passed' : 'violation', comments });
}
