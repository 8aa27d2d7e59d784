import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../src/domain/actors.ts';
import type { Known } from '../../test/support/faultVerdict/verdict.ts';
import type { Chance } from './faultInjector.ts';
import type { Answer, persistentCaller } from './retryingClient.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';

export const COURSE = 'course-v1:Fault+Run+2026';
const nobody = { username: '', email: '', name: '', isStaff: false, courseStaff: [], groups: [] };
export const STAFF: Caller = { ...nobody, userId: 1, username: 'sam', isStaff: true };
const REST_VENDOR: Caller = { ...nobody, userId: 2, username: 'vendor', groups: ['rest_vendor_review'] };

/** An exam of each vendor. */
export interface Exams {
  softwareSecure: { examId: number; contentId: string };
  rest: { examId: number; contentId: string };
}

export interface LifeOptions {
  call: ReturnType<typeof persistentCaller>['call'];
  exams: Exams;
  chance: Chance;
  /** Hears of an answer that no fault explains. */
  onUnexplained: (what: string, answer: Answer) => void;
}

/** The life of one attempt, from its creation to the verdict of staff or its removal, with reviews that come at any time. */
export async function liveThrough(index: number, options: LifeOptions): Promise<Known> {
  const { chance } = options;
  const userId = 1000 + index;
  const learner: Caller = {
    ...nobody,
    userId,
    username: `user${userId}`,
    email: `u${userId}@example.com`,
    name: 'A B',
  };
  const known =
    chance() < 1 / 3 ? await createAtRest(learner, options) : await createForLearner(index, learner, options);
  await act(known, 'start', 'started', learner, options);
  if (chance() < 0.3) await act(known, 'stop', 'ready_to_submit', learner, options);
  if (chance() < 0.1) await act(known, 'error', 'error', learner, options);
  else await act(known, 'submit', 'submitted', learner, options);

  const isRemovedMeanwhile = chance() < 0.15;
  const reviews = chance() < 0.85 ? deliverReviews(known, options) : Promise.resolve();
  if (isRemovedMeanwhile) await pause(chance() * 300).then(() => remove(known, options));
  await reviews;
  if (!known.isRemoved && chance() < 0.2) {
    const verdict = chance() < 0.5 ? 'verify' : 'reject';
    known.staffVerdict = verdict === 'verify' ? 'verified' : 'rejected';
    await act(known, verdict, known.staffVerdict, STAFF, options);
  }
  if (!known.isRemoved && chance() < 0.2) await remove(known, options);
  return known;
}

function newlyKnown(given: Pick<Known, 'attemptId' | 'code' | 'externalId' | 'isRest'>): Known {
  const none = { statuses: [], taken: new Set<string>(), posted: 0, verdicts: new Map(), staffVerdict: undefined };
  return { ...given, ...none, isRemoved: false };
}

/** The LMS has registered the attempt with PSI itself. */
async function createForLearner(index: number, learner: Caller, { call, exams, onUnexplained }: LifeOptions) {
  const [code, externalId] = [`CODE-${index}`, `locator-${index}`];
  const { userId: id, username, email, name } = learner;
  const body = { exam_id: exams.softwareSecure.examId, user: { id, username, email, name }, attempt_code: code };
  const answer = await call('POST', `${V1}/attempt`, STAFF, { ...body, external_id: externalId });
  if (answer.status === 200)
    return newlyKnown({ attemptId: answer.body.exam_attempt_id, code, externalId, isRest: false });
  if (!answer.wasUncertain) onUnexplained('create', answer);
  const located = await call('GET', `${V1}/attempt/code/${code}`, STAFF);
  return newlyKnown({ attemptId: located.body.attempt.id, code, externalId, isRest: false });
}

/** The service registers the attempt with the vendor. */
async function createAtRest(learner: Caller, { call, exams: { rest }, onUnexplained }: LifeOptions): Promise<Known> {
  const answer = await call('POST', `${V1}/attempt`, learner, { exam_id: rest.examId, attempt_proctored: true });
  let attemptId = answer.body?.exam_attempt_id;
  if (answer.status !== 200) {
    if (!answer.wasUncertain) onUnexplained('create', answer);
    const path = `${V1}/attempt/course_id/${encodeURIComponent(COURSE)}?content_id=${encodeURIComponent(rest.contentId)}`;
    attemptId = (await call('GET', path, learner)).body.exam.attempt.attempt_id;
  }
  const { body } = await call('GET', `${V1}/attempt/${attemptId}`, STAFF);
  return newlyKnown({ attemptId, code: body.attempt_code, externalId: body.external_id, isRest: true });
}

async function act(known: Known, action: string, status: string, who: Caller, options: LifeOptions): Promise<void> {
  const answer = await options.call('PUT', `${V1}/attempt/${known.attemptId}`, who, { action });
  known.statuses.push(status);
  if (answer.status === 200) return;
  // "Already started", after a try that nobody heard of.
  const { body } = await options.call('GET', `${V1}/attempt/${known.attemptId}`, STAFF);
  if (!answer.wasUncertain || body.status !== status) options.onUnexplained(action, answer);
}

async function remove(known: Known, { call, onUnexplained }: LifeOptions): Promise<void> {
  const answer = await call('DELETE', `${V1}/attempt/${known.attemptId}`, STAFF, { reason: 'given again' });
  if (answer.status !== 200 && !(answer.wasUncertain && answer.code === 'attempt_does_not_exist')) {
    onUnexplained('remove', answer);
  }
  known.isRemoved = true;
}

/** One delivery, posted up to three times at once as vendors do, and now and then another one that contradicts it. */
async function deliverReviews(known: Known, options: LifeOptions): Promise<void> {
  const { chance } = options;
  const deliveries = chance() < 0.3 ? ['one', 'other'] : ['one'];
  await Promise.all(
    deliveries.flatMap(which => {
      const marker = `${known.code} ${which}`;
      const isPassed = chance() < 0.5;
      known.verdicts.set(marker, isPassed ? 'verified' : 'rejected');
      const body = known.isRest ? restReview(marker, isPassed) : softwareSecureReview(known, marker, isPassed, chance);
      const path = known.isRest ? `${V1}/attempt/${known.externalId}/reviewed` : CALLBACK;
      const times = 1 + Math.floor(chance() * 3);
      return Array.from({ length: times }, async () => {
        const answer = await options.call('POST', path, known.isRest ? REST_VENDOR : null, body);
        known.posted += 1;
        if (answer.status === 200) known.taken.add(marker);
        else if (answer.code !== 'review_already_exists' || deliveries.length < 2)
          options.onUnexplained('review', answer);
      });
    }),
  );
}

function softwareSecureReview(known: Known, marker: string, isPassed: boolean, chance: Chance): string {
  return JSON.stringify({
    examMetaData: {
      examCode: known.code,
      ssiRecordLocator: chance() < 0.5 ? known.externalId.toUpperCase() : known.externalId,
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
