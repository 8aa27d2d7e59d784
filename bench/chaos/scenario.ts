import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../src/domain/actors.ts';
import type { Known } from '../../test/support/faultVerdict/verdict.ts';
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
export async function runScenario(index: number, options: ScenarioOptions): Promise<Known> {
  const { random } = options;
  const userId = 1000 + index;
  const learner: Caller = {
    ...NO_ATTRIBUTES,
    userId,
    username: `user${userId}`,
    email: `u${userId}@example.com`,
    name: 'A B',
  };
  const known =
    random() < 1 / 3 ? await createAsLearner(learner, options) : await createAsStaff(index, learner, options);
  await act(known, 'start', 'started', learner, options);
  if (random() < 0.3) await act(known, 'stop', 'ready_to_submit', learner, options);
  if (random() < 0.1) await act(known, 'error', 'error', learner, options);
  else await act(known, 'submit', 'submitted', learner, options);

  const isRemovedEarly = random() < 0.15;
  const reviews = random() < 0.85 ? deliverReviews(known, options) : Promise.resolve();
  if (isRemovedEarly) await pause(random() * 300).then(() => remove(known, options));
  await reviews;
  if (!known.isRemoved && random() < 0.2) {
    const verdict = random() < 0.5 ? 'verify' : 'reject';
    known.staffVerdict = verdict === 'verify' ? 'verified' : 'rejected';
    await act(known, verdict, known.staffVerdict, STAFF, options);
  }
  if (!known.isRemoved && random() < 0.2) await remove(known, options);
  return known;
}

function newlyKnown(ids: Pick<Known, 'attemptId' | 'code' | 'externalId' | 'isRest'>): Known {
  const initial = { statuses: [], taken: new Set<string>(), posted: 0, verdicts: new Map(), staffVerdict: undefined };
  return { ...ids, ...initial, isRemoved: false };
}

/** Creates an attempt that the LMS has registered with PSI. */
async function createAsStaff(index: number, learner: Caller, { call, exams, onUnexplained }: ScenarioOptions) {
  const [code, externalId] = [`CODE-${index}`, `locator-${index}`];
  const { userId: id, username, email, name } = learner;
  const body = { exam_id: exams.softwareSecure.examId, user: { id, username, email, name }, attempt_code: code };
  const answer = await call('POST', `${V1}/attempt`, STAFF, { ...body, external_id: externalId });
  if (answer.status === 200)
    return newlyKnown({ attemptId: answer.body.exam_attempt_id, code, externalId, isRest: false });
  if (!answer.wasRetried) onUnexplained('create', answer);
  const located = await call('GET', `${V1}/attempt/code/${code}`, STAFF);
  return newlyKnown({ attemptId: located.body.attempt.id, code, externalId, isRest: false });
}

/** Creates an attempt that the service registers with the vendor. */
async function createAsLearner(
  learner: Caller,
  { call, exams: { rest }, onUnexplained }: ScenarioOptions,
): Promise<Known> {
  const answer = await call('POST', `${V1}/attempt`, learner, { exam_id: rest.examId, attempt_proctored: true });
  let attemptId = answer.body?.exam_attempt_id;
  if (answer.status !== 200) {
    if (!answer.wasRetried) onUnexplained('create', answer);
    const path = `${V1}/attempt/course_id/${encodeURIComponent(COURSE)}?content_id=${encodeURIComponent(rest.contentId)}`;
    attemptId = (await call('GET', path, learner)).body.exam.attempt.attempt_id;
  }
  const { body } = await call('GET', `${V1}/attempt/${attemptId}`, STAFF);
  return newlyKnown({ attemptId, code: body.attempt_code, externalId: body.external_id, isRest: true });
}

async function act(
  known: Known,
  action: string,
  status: string,
  caller: Caller,
  options: ScenarioOptions,
): Promise<void> {
  const answer = await options.call('PUT', `${V1}/attempt/${known.attemptId}`, caller, { action });
  known.statuses.push(status);
  if (answer.status === 200) return;
  // A retry after a lost answer is rejected because the first request took effect.
  const { body } = await options.call('GET', `${V1}/attempt/${known.attemptId}`, STAFF);
  if (!answer.wasRetried || body.status !== status) options.onUnexplained(action, answer);
}

async function remove(known: Known, { call, onUnexplained }: ScenarioOptions): Promise<void> {
  const answer = await call('DELETE', `${V1}/attempt/${known.attemptId}`, STAFF, {
    reason: 'a new attempt is granted',
  });
  if (answer.status !== 200 && !(answer.wasRetried && answer.code === 'attempt_does_not_exist')) {
    onUnexplained('remove', answer);
  }
  known.isRemoved = true;
}

/** Up to three concurrent posts of one delivery, as of real vendors; in some scenarios also of a contradicting one. */
async function deliverReviews(known: Known, options: ScenarioOptions): Promise<void> {
  const { random } = options;
  const deliveries = random() < 0.3 ? ['first', 'second'] : ['first'];
  await Promise.all(
    deliveries.flatMap(name => {
      const marker = `${known.code} ${name}`;
      const isPassed = random() < 0.5;
      known.verdicts.set(marker, isPassed ? 'verified' : 'rejected');
      const body = known.isRest ? restReview(marker, isPassed) : softwareSecureReview(known, marker, isPassed, random);
      const path = known.isRest ? `${V1}/attempt/${known.externalId}/reviewed` : CALLBACK;
      const copies = 1 + Math.floor(random() * 3);
      return Array.from({ length: copies }, async () => {
        const answer = await options.call('POST', path, known.isRest ? REST_VENDOR : null, body);
        known.posted += 1;
        if (answer.status === 200) known.taken.add(marker);
        else if (answer.code !== 'review_already_exists' || deliveries.length < 2)
          options.onUnexplained('review', answer);
      });
    }),
  );
}

function softwareSecureReview(known: Known, marker: string, isPassed: boolean, random: Random): string {
  return JSON.stringify({
    examMetaData: {
      examCode: known.code,
      ssiRecordLocator: random() < 0.5 ? known.externalId.toUpperCase() : known.externalId,
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
