import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { act, attemptPath, request, STAFF_PERSON, V1_ATTEMPT } from '../support/api.ts';
import { openFrontEnd } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import { letTimePass, type PublishedExam, publishExam } from '../support/learnerWalk.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';

/** The learner front end with EXAMS_BASE_URL: its requests, in their order. */
const gateway = useVendorGateway();

/** The public key of access tokens. */
const accessKey = () => createPublicKey({ key: JSON.parse(gateway.settings.EXAM_ACCESS_KEY ?? ''), format: 'jwk' });

const NATIVE_ATTEMPT = '/api/v1/exams/attempt';
const addressOf = ({ course_id, content_id }: PublishedExam) =>
  `https://apps.example.edu/learning/course/${course_id}/${content_id}`;

/** Without the remaining time, which goes on between two requests. */
const withoutClock = ({ time_remaining_seconds, accessibility_time_string, ...others }: Record<string, unknown>) =>
  others;

/**
 * The page of an exam, in the browser of a new learner.
 * @param attempts where it creates and updates attempts: at the LMS, as `use_legacy_attempt_api` asks for, or at
 *   EXAMS_BASE_URL
 */
async function openExam(published: PublishedExam, attempts: string) {
  const { exam_id, course_id, content_id } = published;
  const learner = { id: newLearnerId(), name: 'Mina Okafor' };
  const page = await openFrontEnd(learner);
  const get = async (path: string) => {
    const { status, body } = await page.get(path);
    expect(status).toBe(200);
    return body;
  };
  return {
    learner,
    /** The exam and the latest attempt there, which the page loads after each step. */
    async load() {
      const { exam } = await get(`/api/v1/student/exam/attempt/course_id/${course_id}/content_id/${content_id}`);
      const latest = await get(`${NATIVE_ATTEMPT}/latest?content_id=${encodeURIComponent(content_id)}`);
      expect(withoutClock(latest)).toEqual(withoutClock(exam.attempt));
      expect(exam.use_legacy_attempt_api).toBe(true);
      return exam;
    },
    inProgress: () => get(`${NATIVE_ATTEMPT}/latest`),
    token: () => page.get(`/api/v1/access_tokens/exam_id/${exam_id}/`),
    async create(start_clock: boolean, attempt_proctored: boolean): Promise<number> {
      const json = { exam_id, start_clock: String(start_clock), attempt_proctored: String(attempt_proctored) };
      const { status, body } = await page.send('POST', attempts, { json });
      expect([status, body]).toEqual([200, { exam_attempt_id: expect.any(Number) }]);
      return body.exam_attempt_id;
    },
    tryToCreate: () =>
      page.send('POST', attempts, { json: { exam_id, start_clock: 'true', attempt_proctored: 'false' } }),
    async act(id: number, action: string, detail?: string): Promise<number> {
      const { status, body } = await page.send('PUT', `${attempts}/${id}`, {
        json: { action, ...(detail && { detail }) },
      });
      expect([status, body]).toEqual([200, { exam_attempt_id: expect.any(Number) }]);
      return body.exam_attempt_id;
    },
    poll: get,
    /** Reads what the instructions of a proctored exam need; the review policy at the LMS's host. */
    instructions: async () => [
      await get(`/api/v1/exam/provider_settings/course_id/${course_id}/exam_id/${exam_id}`),
      await get(`/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/${exam_id}/`),
    ],
  };
}

async function open(attempts: string, overrides: Record<string, unknown>) {
  const published = await publishExam(overrides);
  return { published, ...(await openExam(published, attempts)) };
}

describe.each([
  ['the LMS’s host', V1_ATTEMPT],
  ['the host of exams', NATIVE_ATTEMPT],
])('with attempts at %s', (_host, attempts) => {
  it('a timed exam is offered, started, polled and submitted', async () => {
    const exam = await open(attempts, { is_proctored: false, time_limit_mins: 30 });
    expect(await exam.load()).toMatchObject({
      id: exam.published.exam_id,
      type: 'timed',
      exam_type: 'timed',
      total_time: '30 minutes',
      passed_due_date: false,
      attempt: {},
    });
    expect(await exam.inProgress()).toEqual({});
    expect((await exam.token()).status).toBe(403);

    const id = await exam.create(true, false);
    const { attempt } = await exam.load();
    expect(attempt).toMatchObject({
      attempt_id: id,
      attempt_status: 'started',
      exam_type: 'a timed exam',
      exam_url_path: addressOf(exam.published),
      use_legacy_attempt_api: true,
      external_id: null,
    });
    expect(withoutClock(await exam.inProgress())).toEqual(withoutClock(attempt));
    const granted = await exam.token();
    expect([granted.status, granted.body.exam_access_token_expiration]).toEqual([200, 60]);
    const { payload } = await jwtVerify(granted.body.exam_access_token, accessKey());
    const { course_id, content_id } = exam.published;
    expect(payload).toMatchObject({ lms_user_id: exam.learner.id, course_id, content_id });
    expect(await exam.poll(attempt.exam_started_poll_url)).toMatchObject({ status: 'started' });

    await exam.act(id, 'stop');
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'ready_to_submit' });
    expect((await exam.token()).status).toBe(403);
    await exam.act(id, 'start');
    await exam.act(id, 'submit');
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'submitted' });
    expect(await exam.inProgress()).toEqual({});
    expect((await exam.token()).status).toBe(403);
  });

  it('a practice attempt is continued, started and replaced once it is completed, by further creations', async () => {
    const exam = await open(attempts, { is_practice_exam: true });
    const id = await exam.create(false, true);
    expect(await exam.create(false, true)).toBe(id);
    expect((await exam.load()).attempt).toMatchObject({ attempt_id: id, attempt_status: 'created' });
    expect(await exam.create(true, true)).toBe(id);
    expect((await exam.load()).attempt).toMatchObject({ attempt_id: id, attempt_status: 'started' });
    await exam.act(id, 'submit');
    const next = await exam.create(false, true);
    expect(next).not.toBe(id);
    expect((await exam.load()).attempt).toMatchObject({ attempt_id: next, attempt_status: 'created' });
    const replaced = (await request('GET', attemptPath(id))).body;
    expect(replaced).toMatchObject({ id, status: 'submitted' });
  });

  it('a practice exam is taken, broken off and tried again', async () => {
    const exam = await open(attempts, { is_practice_exam: true });
    const id = await exam.create(false, true);
    expect(await exam.load()).toMatchObject({
      type: 'practice',
      attempt: {
        attempt_status: 'created',
        exam_type: 'a practice exam',
        software_download_url: 'https://vendor.example/download',
      },
    });
    expect(await exam.create(false, true)).toBe(id);
    await exam.act(id, 'click_download_software');
    await exam.act(id, 'start');
    await exam.act(id, 'error', 'the camera is gone');
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'error' });
    const again = await exam.act(id, 'reset_attempt');
    expect(again).not.toBe(id);
    expect((await exam.load()).attempt).toMatchObject({ attempt_id: again, attempt_status: 'created' });
  });

  it('a proctored exam is set up, taken and submitted', async () => {
    const exam = await open(attempts, {});
    const id = await exam.create(false, true);
    const { attempt } = await exam.load();
    expect(attempt).toMatchObject({ attempt_status: 'created', ping_interval: 60, attempt_code: expect.any(String) });
    expect(await exam.inProgress()).toEqual({});
    expect(await exam.instructions()).toMatchObject([
      { provider_name: 'Simulated PSI', exam_proctoring_backend: {} },
      { review_policy: null },
    ]);
    await exam.act(id, 'click_download_software');
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'download_software_clicked' });
    await exam.act(id, 'start');
    expect(await exam.inProgress()).toMatchObject({ attempt_id: id, attempt_status: 'started' });
    await exam.act(id, 'submit');
    expect(await exam.load()).toMatchObject({
      type: 'proctored',
      attempt: { attempt_status: 'submitted', exam_type: 'a proctored exam' },
    });
  });

  it('a proctored exam is declined', async () => {
    const exam = await open(attempts, {});
    const id = await exam.create(true, false);
    expect((await exam.load()).attempt).toMatchObject({ attempt_id: id, attempt_status: 'declined' });
    const other = await open(attempts, {});
    const created = await other.create(false, true);
    await other.act(created, 'decline');
    expect((await other.load()).attempt).toMatchObject({ attempt_status: 'declined', taking_as_proctored: false });
  });

  it('an attempt that broke off is resumed with the time left', async () => {
    const exam = await open(attempts, { time_limit_mins: 30 });
    const id = await exam.create(false, true);
    await exam.act(id, 'start');
    await exam.act(id, 'error', 'no connection');
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'error', attempt_ready_to_resume: false });
    expect((await act(id, 'mark_ready_to_resume', STAFF_PERSON)).status).toBe(200);
    expect((await exam.load()).attempt).toMatchObject({ attempt_status: 'error', attempt_ready_to_resume: true });
    const resumed = await exam.create(false, true);
    expect(resumed).not.toBe(id);
    expect((await exam.load()).attempt).toMatchObject({
      attempt_id: resumed,
      attempt_status: 'created',
      total_time: expect.stringMatching(/^(29|30) minutes$/),
    });
  });

  it('past due an exam is not started, and its content is shown', async () => {
    const exam = await open(attempts, { is_proctored: false, due_date: '2020-01-01T00:00:00Z' });
    expect(await exam.load()).toMatchObject({ passed_due_date: true, attempt: {} });
    expect((await exam.tryToCreate()).status).toBe(403);
    expect((await exam.load()).attempt).toEqual({});
    expect((await exam.token()).body).toMatchObject({ exam_access_token_expiration: 60 });
  });
});

describe('with attempts at the host of exams', () => {
  it('an attempt whose time is up is shown as submitted', async () => {
    const exam = await open(NATIVE_ATTEMPT, { is_proctored: false, time_limit_mins: 30 });
    const id = await exam.create(true, false);
    const { exam_started_poll_url } = await exam.inProgress();
    await letTimePass(gateway, id, 30 * 60 + 1);
    const timedOut = { attempt_id: id, attempt_status: 'submitted', time_remaining_seconds: 0 };
    expect(await exam.inProgress()).toMatchObject(timedOut);
    expect((await exam.load()).attempt).toMatchObject(timedOut);
    expect(await exam.poll(exam_started_poll_url)).toMatchObject({ status: 'submitted', time_remaining_seconds: 0 });
    expect((await exam.token()).status).toBe(403);
    await exam.act(id, 'submit');
    expect(await exam.inProgress()).toEqual({});
  });

  it('a learner who lacks onboarding finds the way to it', async () => {
    const proctored = { backend: 'proctortrack' };
    const exam = await open(NATIVE_ATTEMPT, proctored);
    const { course_id, exam_id } = exam.published;
    await gateway.control.plan({ exam_id, onboarding: 'onboarding_missing' });
    await exam.create(false, true);
    expect(await exam.load()).toMatchObject({
      onboarding_link: '',
      attempt: { attempt_status: 'onboarding_missing' },
    });
    const onboarding = await publishExam({ ...proctored, course_id, is_practice_exam: true });
    expect((await exam.load()).onboarding_link).toBe(addressOf(onboarding));
    const legacy = `${V1_ATTEMPT}/course_id/${course_id}?content_id=${encodeURIComponent(exam.published.content_id)}`;
    expect((await request('GET', legacy, { as: exam.learner })).body.exam.onboarding_link).toBe(
      `/courses/${course_id}/jump_to/${onboarding.content_id}`,
    );
  });
});

describe('staff', () => {
  it('get a token for the content of their exams, and nobody for that of an unknown one', async () => {
    const { exam_id, course_id } = await publishExam();
    const staff = (courses: string[]) => ({ id: newLearnerId(), courses });
    const statusFor = async (id: number, courses: string[]) =>
      (await request('GET', `/api/v1/access_tokens/exam_id/${id}/`, { as: staff(courses) })).status;
    expect(await statusFor(exam_id, [course_id])).toBe(200);
    expect(await statusFor(exam_id, ['course-v1:Another+1+1'])).toBe(403);
    expect(await statusFor(4, [course_id])).toBe(404);
  });

  it('verify, reject and remove an attempt in the edx-exams dialect', async () => {
    const published = await publishExam({});
    const exam = await openExam(published, NATIVE_ATTEMPT);
    const id = await exam.create(false, true);
    await exam.act(id, 'start');
    await exam.act(id, 'submit');
    const staff = await openFrontEnd({ id: newLearnerId(), courses: [published.course_id] });
    for (const [action, status] of [
      ['verify', 'verified'],
      ['reject', 'rejected'],
    ]) {
      const { body } = await staff.send('PUT', `${NATIVE_ATTEMPT}/${id}`, { json: { action } });
      expect(body).toEqual({ exam_attempt_id: id });
      expect((await exam.load()).attempt).toMatchObject({ attempt_status: status });
    }
    const removed = await staff.send('DELETE', `${NATIVE_ATTEMPT}/${id}`);
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await request('GET', attemptPath(id))).status).toBe(400);
    expect((await exam.load()).attempt).toEqual({});
  });
});
