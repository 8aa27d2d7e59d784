import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type ApiCaller,
  attemptPath,
  codePath,
  createAsLearner,
  history,
  newAttempt,
  newExam,
  postReview,
  readAttempt,
  remove,
  request,
  V1_EXAM,
} from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import {
  attemptOf,
  DELIVERIES,
  deliveryInProtocol,
  postSigned,
  reviewed,
  type Target,
  type TargetOfCourse,
  vendorOf,
  WATCHED_BY,
  type WatchedBy,
} from '../support/deliveries.ts';
import { indexed, partOf } from '../support/runs.ts';

const NO_SUCH_ATTEMPT = { status: 400, body: { type: expect.stringMatching(/review_attempt_does_not_exist$/) } };
const FORBIDDEN = { status: 403, body: { type: expect.stringMatching(/forbidden$/) } };

interface Endpoint {
  name: string;
  /** The backend whose reviews it accepts. */
  acceptedBackends: readonly WatchedBy[];
  post: (to: TargetOfCourse, watchedBy: WatchedBy) => Promise<Answer>;
  rejection: (watchedBy: WatchedBy) => object;
}

const noSuchAttempt = () => NO_SUCH_ATTEMPT;
const CALLBACKS: Endpoint[] = [
  {
    name: 'the callback of SoftwareSecure, unsigned',
    acceptedBackends: ['software_secure'],
    post: to => postReview(DELIVERIES.software_secure(to)),
    rejection: noSuchAttempt,
  },
  ...(['software_secure', 'signed_psi', 'examus', 'examity'] as const).map(
    (backend): Endpoint => ({
      name: `the callback of ${backend}, with its proof`,
      acceptedBackends: [backend],
      post: to => postSigned(backend, deliveryInProtocol(backend, to)),
      rejection: noSuchAttempt,
    }),
  ),
];

const unproctored = { status: 412, body: { type: expect.stringMatching(/exam_not_proctored$/) } };
const REVIEWED: Endpoint[] = [
  ...(['software_secure', 'signed_psi', 'proctortrack', 'examus', 'examity'] as const).map(
    (backend): Endpoint => ({
      name: `/reviewed, by the token of ${backend}`,
      acceptedBackends: [backend],
      post: (to, watchedBy) => reviewed(to, vendorOf(backend), deliveryInProtocol(watchedBy, to)),
      // The exam without proctoring has the default backend.
      rejection: watchedBy => (watchedBy === 'nobody' && backend === 'software_secure' ? unproctored : NO_SUCH_ATTEMPT),
    }),
  ),
  {
    name: '/reviewed, by global staff',
    acceptedBackends: ['software_secure', 'signed_psi', 'proctortrack', 'examus', 'examity'],
    post: (to, watchedBy) => reviewed(to, { id: 62, staff: true }, deliveryInProtocol(watchedBy, to)),
    rejection: () => unproctored,
  },
  {
    name: '/reviewed, by staff of the course',
    acceptedBackends: [],
    post: (to, watchedBy) => reviewed(to, { id: 63, courses: [to.course] }, deliveryInProtocol(watchedBy, to)),
    rejection: () => FORBIDDEN,
  },
  {
    name: '/reviewed, by a learner',
    acceptedBackends: [],
    post: (to, watchedBy) => reviewed(to, { id: 64 }, deliveryInProtocol(watchedBy, to)),
    rejection: () => FORBIDDEN,
  },
  {
    name: '/reviewed, without a token',
    acceptedBackends: [],
    post: (to, watchedBy) => reviewed(to, null, deliveryInProtocol(watchedBy, to)),
    rejection: () => ({ status: 401 }),
  },
];

const untouchedAttempts = new Map<WatchedBy, Promise<TargetOfCourse>>();
/** An attempt for all reviews that are rejected and change nothing. */
function untouchedAttemptOf(watchedBy: WatchedBy): Promise<TargetOfCourse> {
  const attempt = untouchedAttempts.get(watchedBy) ?? attemptOf(watchedBy);
  untouchedAttempts.set(watchedBy, attempt);
  return attempt;
}

describe('reviews', () => {
  const endpoints = [...CALLBACKS, ...REVIEWED].map((endpoint, index) => ({ ...endpoint, index }));
  describe.each(endpoints)('$name', ({ acceptedBackends, post, rejection, index }) => {
    it.each(partOf(WATCHED_BY, index, 3))('a review of an attempt of %s', async watchedBy => {
      if (!acceptedBackends.includes(watchedBy)) {
        const answer = await post(await untouchedAttemptOf(watchedBy), watchedBy);
        return expect(answer).toMatchObject(rejection(watchedBy));
      }
      const attempt = await attemptOf(watchedBy);
      expect(await post(attempt, watchedBy)).toMatchObject({ status: 200, body: 'OK' });
      expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
    });
  });

  it.each(WATCHED_BY)('that were rejected did not change the attempt of %s', async watchedBy => {
    const { id } = await untouchedAttemptOf(watchedBy);
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });
});

describe.each(['signed_psi', 'examus', 'examity'] as const)('the callback of %s', backend => {
  it('rejects a review of its own attempt without the proof of this backend', async () => {
    const attempt = await attemptOf(backend);
    const delivery = deliveryInProtocol(backend, attempt);
    for (const signedBy of ['software_secure', 'signed_psi', 'examus', 'examity'] as const) {
      if (signedBy === backend) continue;
      expect([signedBy, (await postSigned(backend, delivery, signedBy)).status]).toEqual([signedBy, 401]);
    }
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
  });
});

describe('the learner of an attempt', () => {
  const V1 = V1_EXAM.slice(0, -'/exam'.length);

  /** The paths that show something of a learner's attempt. */
  function pathsOf({ learner, code, ...target }: TargetOfCourse, contentId: string): string[] {
    const course = encodeURIComponent(target.course);
    return [
      `${V1}/attempt`,
      `${V1}/active_attempt`,
      `${V1}/active_exams_for_user`,
      `${V1}/attempt/course_id/${course}?content_id=${encodeURIComponent(contentId)}`,
      `${V1}/attempt/grouped/course_id/${course}/search/user${learner.id}`,
      `${V1}/attempt/grouped/course_id/${course}/search/user${learner.id}?cursor=`,
      `${V1}/violation_report/course_id/${course}`,
      codePath(code),
      codePath(code, '?include=review'),
      codePath(code, '/history'),
      codePath(code, '/review'),
      codePath(code, '/review/payload'),
    ];
  }

  it.each(partOf(indexed(WATCHED_BY), 0, 2))(
    'proctored by %s cannot forge a verdict, staff of the course or not',
    async (watchedBy, caseIndex) => {
      const course = newCourseId();
      const content_id = `block-${randomInt(2 ** 40)}`;
      const exam = watchedBy === 'nobody' ? { is_proctored: false } : { backend: watchedBy };
      const externalId = `locator-${randomInt(2 ** 40)}`;
      const exam_id = await newExam({ course_id: course, content_id, ...exam });
      const attempt = { ...(await newAttempt({ exam_id, external_id: externalId })), externalId, course };
      await request('PUT', attemptPath(attempt.id), { as: attempt.learner, json: { action: 'start' } });
      await history(attempt.code, 1);
      for (const self of [attempt.learner, { ...attempt.learner, courses: [course] }]) {
        const { body, text } = await request('GET', attemptPath(attempt.id), { as: self });
        const texts = [text];
        const paths = partOf(pathsOf(attempt, content_id), caseIndex, 3);
        for (const path of paths) texts.push((await request('GET', path, { as: self })).text);
        const visibleText = texts.join('\n');
        expect(visibleText).toContain(attempt.code);
        // The ids of a REST vendor are needed by its clients and prove nothing: its reviews come with a token.
        expect(visibleText.includes(externalId)).toBe(watchedBy === 'proctortrack');
        const forged = { ...attempt, externalId: body.external_id ?? '' };
        expect((await postReview(DELIVERIES.software_secure(forged))).status).toBe(400);
        expect((await postSigned('software_secure', DELIVERIES.software_secure(forged))).status).toBe(400);
        expect((await reviewed(attempt, self, deliveryInProtocol(watchedBy, attempt))).status).toBe(403);
      }
      expect(await readAttempt(attempt.id)).toMatchObject({ status: 'started', external_id: externalId });
    },
  );

  it('does not find the external id in the stored payload, with any rights in the course', async () => {
    const attempt = await attemptOf('software_secure');
    await postReview(DELIVERIES.software_secure(attempt));
    const { learner } = attempt;
    const payload = (as: ApiCaller) => request('GET', codePath(attempt.code, '/review/payload'), { as });
    const own = await payload({ ...learner, courses: [attempt.course] });
    expect(own).toMatchObject({ status: 200, body: { reviewStatus: 'Clean' } });
    expect(own.text).not.toContain(attempt.externalId);
    expect((await payload({ id: 63, courses: [attempt.course] })).text).toContain(attempt.externalId);
    expect((await payload({ ...learner, staff: true })).text).toContain(attempt.externalId);
  });
});

describe('an attempt of another backend', () => {
  it('has the same answer as one that does not exist, removed or not', async () => {
    const attempt = await attemptOf('proctortrack');
    const existing = await postReview(DELIVERIES.software_secure(attempt));
    await remove(attempt.id);
    const removed = await postReview(DELIVERIES.software_secure(attempt));
    const unknown = { ...attempt, code: 'NO-SUCH-CODE' };
    const missing = await postReview(DELIVERIES.software_secure(unknown));
    const withoutCode = ({ body }: Answer, code: string) => JSON.stringify(body).replaceAll(code, '');
    expect(withoutCode(existing, attempt.code)).toBe(withoutCode(missing, unknown.code));
    expect(withoutCode(removed, attempt.code)).toBe(withoutCode(missing, unknown.code));
  });

  it('is not disclosed by a wrong locator', async () => {
    const attempt = await attemptOf('examus');
    expect(await postReview(DELIVERIES.software_secure({ ...attempt, externalId: 'guessed' }))).toMatchObject(
      NO_SUCH_ATTEMPT,
    );
  });
});

describe('an attempt after a change of its exam', () => {
  it('keeps its backend if the exam names another one', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    const before = await newAttempt({ exam_id });
    await request('PUT', V1_EXAM, { json: { exam_id, backend: 'software_secure' } });
    const after = await newAttempt({ exam_id });
    const ready = (to: Target, backend: string) =>
      request('POST', `${attemptPath(to.externalId)}/ready`, { as: vendorOf(backend), json: {} });
    expect(await ready(before, 'software_secure')).toMatchObject({ status: 404 });
    expect(await ready(before, 'proctortrack')).toMatchObject({ status: 200 });
    expect(await postReview(DELIVERIES.software_secure(before))).toMatchObject(NO_SUCH_ATTEMPT);
    expect(await reviewed(before, vendorOf('proctortrack'), DELIVERIES.rest(before))).toMatchObject({ status: 200 });
    expect(await postReview(DELIVERIES.software_secure(after))).toMatchObject({ status: 200 });
    expect(await readAttempt(before.id)).toMatchObject({ status: 'verified' });
  });

  it('stays proctored if its exam is deactivated, and unproctored if the exam becomes proctored', async () => {
    const proctored = await newExam({ backend: 'proctortrack' });
    const timed = await newExam({ backend: 'proctortrack', is_proctored: false });
    const [watched, unwatched] = [await newAttempt({ exam_id: proctored }), await newAttempt({ exam_id: timed })];
    await request('PUT', V1_EXAM, { json: { exam_id: proctored, is_proctored: false } });
    await request('PUT', V1_EXAM, { json: { exam_id: timed, is_proctored: true } });
    const post = (to: Target) => reviewed(to, vendorOf('proctortrack'), DELIVERIES.rest(to));
    expect(await post(watched)).toMatchObject({ status: 200 });
    expect(await post(unwatched)).toMatchObject(unproctored);
  });

  it('has no external id after a decline: a review by it is a suspicious lookup', async () => {
    const attempt = await attemptOf('proctortrack');
    const { body } = await request('GET', attemptPath(attempt.id));
    await request('PUT', attemptPath(attempt.id), { as: { id: body.user.id }, json: { action: 'decline' } });
    const answer = await reviewed(attempt, vendorOf('proctortrack'), DELIVERIES.rest(attempt));
    expect(answer).toMatchObject({ status: 400, body: { type: expect.stringMatching(/suspicious_lookup$/) } });
  });
});

describe('launching', () => {
  const launch = (code: string) =>
    request('GET', `/api/edx_proctoring/proctoring_launch_callback/start_exam/${code}`, { as: null });

  it.each([
    ['software_secure', 302],
    ['signed_psi', 302],
    ['proctortrack', 404],
    ['examus', 404],
    ['nobody', 404],
  ] as const)('an attempt of %s: %d', async (watchedBy, status) => {
    const attempt = await (status === 302 ? attemptOf(watchedBy) : untouchedAttemptOf(watchedBy));
    const answer = await launch(attempt.code);
    expect(answer.status).toBe(status);
    expect(answer.headers.has('set-cookie')).toBe(status === 302);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: status === 302 ? 'ready_to_start' : 'created' });
  });

  it.each(['submit', 'decline', 'error'])('sets no cookie for an attempt after %s', async action => {
    const { id, learner } = await createAsLearner(await newExam({ course_id: newCourseId() }));
    const { attempt_code } = await readAttempt(id);
    await request('PUT', attemptPath(id), { as: learner, json: { action: 'start' } });
    await request('PUT', attemptPath(id), { as: learner, json: { action } });
    const answer = await launch(attempt_code);
    expect(answer.status).toBe(404);
    expect(answer.headers.has('set-cookie')).toBe(false);
    expect(await history(attempt_code, 2)).toHaveLength(2);
  });
});
