import { describe, expect, it } from 'vitest';
import { attemptPath, examBody, request, V1_EXAM } from '../support/api.ts';
import { openFrontEnd, openLmsPage } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import { examPage, letTimePass, type PublishedExam, publishExam } from '../support/learnerWalk.ts';
import { until } from '../support/until.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';

/** The learner front end without EXAMS_BASE_URL: its requests, in their order. */
const gateway = useVendorGateway();

const newLearner = () => ({ id: newLearnerId(), name: 'Mina Okafor' });
type Learner = ReturnType<typeof newLearner>;

/** The page of an exam, in the browser of a learner. */
async function openExam(published: PublishedExam, learner: Learner = newLearner()) {
  return { learner, ...examPage(await openFrontEnd(learner), published, learner) };
}
type OpenExam = Awaited<ReturnType<typeof openExam>>;

/** Polls the attempt as the page does until it has the status. */
async function pollFor(exam: OpenExam, status: string): Promise<void> {
  const { exam_started_poll_url: url } = await exam.attempt();
  await gateway.settled();
  await until(
    () => exam.poll(url),
    polled => polled.status === status,
  );
}

/** The legacy dashboard of the course's staff. */
const openDashboard = ({ course_id }: PublishedExam) => openLmsPage({ id: newLearnerId(), courses: [course_id] });

/** Marks the interrupted attempt as ready to resume. */
async function markReadyToResume(published: PublishedExam, id: number, learner: Learner): Promise<void> {
  const dashboard = await openDashboard(published);
  const form = { action: 'mark_ready_to_resume', user_id: String(learner.id) };
  expect((await dashboard.send('PUT', attemptPath(id), { form })).status).toBe(200);
}

describe('a timed exam', () => {
  const TIMED = { is_proctored: false, time_limit_mins: 30 };

  it('is offered, started, polled and submitted', async () => {
    const exam = await openExam(await publishExam(TIMED));
    expect(await exam.view()).toMatchObject({
      exam: { type: 'timed', total_time: '30 minutes', attempt: {}, passed_due_date: false },
      active_attempt: {},
    });
    const created = await exam.create(true, false);
    const id = created.body.exam_attempt_id;
    expect(created.status).toBe(200);
    const running = await exam.view();
    expect(running).toMatchObject({
      exam: { attempt: { attempt_id: id, attempt_status: 'started' } },
      active_attempt: { attempt_id: id, exam_type: 'a timed exam' },
    });
    const polled = await exam.poll(running.active_attempt.exam_started_poll_url);
    expect(polled).toMatchObject({ status: 'started', accessibility_time_string: 'you have 30 minutes remaining' });
    expect((await exam.act(id, 'stop')).body).toEqual({ exam_attempt_id: id });
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'ready_to_submit' });
    expect((await exam.act(id, 'start')).status).toBe(200);
    expect((await exam.act(id, 'submit')).status).toBe(200);
    expect(await exam.view()).toMatchObject({ exam: { attempt: { attempt_status: 'submitted' } }, active_attempt: {} });
  });

  it('is shown as submitted when its time is up', async () => {
    const exam = await openExam(await publishExam(TIMED));
    const { exam_attempt_id: id } = (await exam.create(true, false)).body;
    const { exam_started_poll_url } = await exam.attempt();
    await letTimePass(gateway, id, 30 * 60 + 1);
    expect(await exam.poll(exam_started_poll_url)).toMatchObject({ status: 'submitted', time_remaining_seconds: 0 });
    expect((await exam.act(id, 'submit')).status).toBe(200);
    expect(await exam.view()).toMatchObject({ exam: { attempt: { attempt_status: 'submitted' } }, active_attempt: {} });
  });

  it('past due cannot be started', async () => {
    const exam = await openExam(await publishExam({ ...TIMED, due_date: '2020-01-01T00:00:00Z' }));
    expect(await exam.view()).toMatchObject({ exam: { passed_due_date: true, attempt: {} } });
    expect((await exam.create(true, false)).status).toBe(403);
    expect(await exam.attempt()).toEqual({});
  });
});

describe('a proctored exam of PSI', () => {
  const PSI = { backend: 'software_secure', time_limit_mins: 60 };
  const launch = (code: string) =>
    request('GET', `/api/edx_proctoring/proctoring_launch_callback/start_exam/${code}`, { as: null });

  it('is registered, opened in the vendor’s browser, taken and reviewed', async () => {
    const exam = await openExam(await publishExam(PSI));
    expect(await exam.view()).toMatchObject({ exam: { type: 'proctored', attempt: {}, is_proctored: true } });
    const { settings, policy } = await exam.instructions();
    expect(settings).toMatchObject({ platform_name: 'Open edX', provider_name: 'Simulated PSI' });
    expect(policy).toEqual({ review_policy: null });
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    const created = await exam.attempt();
    expect(created).toMatchObject({
      attempt_id: id,
      attempt_status: 'created',
      exam_type: 'a proctored exam',
      external_id: null,
      software_download_url: expect.any(String),
      attempt_code: expect.any(String),
    });
    expect((await exam.act(id, 'click_download_software')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'download_software_clicked' });
    expect((await launch(created.attempt_code)).status).toBe(302);
    await pollFor(exam, 'ready_to_start');
    expect((await exam.act(id, 'start')).status).toBe(200);
    expect((await exam.view()).active_attempt).toMatchObject({ attempt_id: id, ping_interval: expect.any(Number) });
    expect((await exam.act(id, 'stop')).status).toBe(200);
    expect((await exam.act(id, 'submit')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'submitted' });
    expect(await gateway.control.deliver({ attempt_code: created.attempt_code, verdict: 'clean' })).toEqual([200]);
    expect(await exam.view()).toMatchObject({ exam: { attempt: { attempt_status: 'verified' } }, active_attempt: {} });
  });

  it('ends when the learner leaves and opens the vendor’s browser again', async () => {
    const exam = await openExam(await publishExam(PSI));
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    const { attempt_code } = await exam.attempt();
    await launch(attempt_code);
    await exam.act(id, 'start');
    expect((await exam.act(id, 'click_download_software')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'submitted' });
  });

  it('past due cannot be created', async () => {
    const exam = await openExam(await publishExam({ ...PSI, due_date: '2020-01-01T00:00:00Z' }));
    expect(await exam.view()).toMatchObject({ exam: { passed_due_date: true, attempt: {} } });
    expect((await exam.create(false, true)).status).toBe(403);
  });

  it('is declined before it begins, with the other proctored exams of the course', async () => {
    const published = await publishExam(PSI);
    const other = { ...published, content_id: `${published.content_id}_2` };
    const { exam_id } = (await request('POST', V1_EXAM, { json: examBody({ ...PSI, ...other }) })).body;
    const exam = await openExam(published);
    expect((await exam.create(true, false)).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'declined', taking_as_proctored: false });
    const otherExam = await openExam({ ...other, exam_id }, exam.learner);
    expect(await otherExam.attempt()).toMatchObject({ attempt_status: 'declined' });
  });

  it('is declined after it was registered', async () => {
    const exam = await openExam(await publishExam(PSI));
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    expect((await exam.act(id, 'decline')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'declined', taking_as_proctored: false });
  });
});

describe('a proctored exam of a REST vendor', () => {
  const REST = { backend: 'proctortrack', time_limit_mins: 45 };

  it('begins when the vendor reports that the learner is ready', async () => {
    const published = await publishExam(REST);
    await gateway.control.plan({ exam_id: published.exam_id, verdict: null, ready_after_ms: 1000 });
    const exam = await openExam(published);
    expect((await exam.instructions()).settings).toMatchObject({ provider_name: 'Simulated REST vendor' });
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    await pollFor(exam, 'ready_to_start');
    const { external_id } = await exam.attempt();
    expect(external_id).toEqual(expect.any(String));
    expect((await exam.act(id, 'start')).status).toBe(200);
    expect((await exam.act(id, 'submit')).status).toBe(200);
    expect(await gateway.control.deliver({ external_id, verdict: 'violation' })).toEqual([200]);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'rejected' });
  });

  it('fails with an error, is resumed with the remaining time and submitted', async () => {
    const published = await publishExam(REST);
    const exam = await openExam(published);
    const id = (await exam.create(true, true)).body.exam_attempt_id;
    // Half a minute less than five: seconds go by until the error.
    await letTimePass(gateway, id, 4.5 * 60);
    expect((await exam.act(id, 'error', 'The camera was lost.')).status).toBe(200);
    expect(await exam.view()).toMatchObject({ exam: { attempt: { attempt_status: 'error' } }, active_attempt: {} });
    expect((await exam.create(false, true)).status).toBe(400);
    await markReadyToResume(published, id, exam.learner);
    expect(await exam.view()).toMatchObject({
      exam: { total_time: '40 minutes', attempt: { attempt_ready_to_resume: true, total_time: '40 minutes' } },
    });
    const resumed = (await exam.create(false, true)).body.exam_attempt_id;
    expect(resumed).not.toBe(id);
    expect(await exam.attempt()).toMatchObject({ attempt_id: resumed, total_time: '40 minutes' });
    expect((await exam.act(resumed, 'start')).status).toBe(200);
    expect((await exam.view()).active_attempt).toMatchObject({ attempt_id: resumed, total_time: '40 minutes' });
    expect((await exam.act(resumed, 'submit')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'submitted' });
  });
});

describe('a practice exam', () => {
  const PRACTICE = { is_practice_exam: true, backend: 'software_secure' };

  it('is taken, and again after a reset', async () => {
    const exam = await openExam(await publishExam(PRACTICE));
    expect(await exam.view()).toMatchObject({ exam: { type: 'practice', attempt: {} } });
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    // The page was loaded again before the attempt was completed.
    expect((await exam.create(false, true)).body.exam_attempt_id).toBe(id);
    await exam.act(id, 'start');
    await exam.act(id, 'submit');
    expect(await exam.attempt()).toMatchObject({ attempt_id: id, attempt_status: 'submitted' });
    const again = (await exam.act(id, 'reset_attempt')).body.exam_attempt_id;
    expect(again).not.toBe(id);
    expect(await exam.attempt()).toMatchObject({ attempt_id: again, attempt_status: 'created' });
    await exam.act(again, 'start');
    await exam.act(again, 'error', 'The browser was closed.');
    expect(await exam.attempt()).toMatchObject({ attempt_id: again, attempt_status: 'error' });
    const third = (await exam.act(again, 'reset_attempt')).body.exam_attempt_id;
    expect(await exam.attempt()).toMatchObject({ attempt_id: third, attempt_status: 'created' });
  });
});

describe('a proctored exam whose vendor requires onboarding', () => {
  const REST = { backend: 'proctortrack' };

  it('leads from missing to approved onboarding; staff then remove the attempt that lacked it', async () => {
    const [published, learner] = [await publishExam(REST), newLearner()];
    const practice = await publishExam({ ...REST, course_id: published.course_id, is_practice_exam: true });
    const [exam, onboarding] = [await openExam(published, learner), await openExam(practice, learner)];
    const answerWith = (status: string | null) =>
      gateway.control.plan({ exam_id: published.exam_id, verdict: null, onboarding: status });
    const lacksOnboarding = {
      attempt: { attempt_status: 'onboarding_missing' },
      onboarding_link: expect.stringContaining(practice.content_id),
    };

    expect(await exam.onboarding()).toMatchObject({
      onboarding_status: null,
      onboarding_link: lacksOnboarding.onboarding_link,
      expiration_date: null,
    });
    await answerWith('onboarding_missing');
    expect((await exam.create(false, true)).status).toBe(200);
    expect((await exam.view()).exam).toMatchObject(lacksOnboarding);

    expect((await onboarding.view()).exam).toMatchObject({ type: 'onboarding', attempt: {} });
    const id = (await onboarding.create(false, true)).body.exam_attempt_id;
    await onboarding.act(id, 'start');
    await onboarding.act(id, 'submit');
    expect(await exam.onboarding()).toMatchObject({ onboarding_status: 'submitted' });
    const { external_id } = await onboarding.attempt();
    expect(await gateway.control.deliver({ external_id, verdict: 'clean' })).toEqual([200]);
    expect(await exam.onboarding()).toMatchObject({
      onboarding_status: 'verified',
      expiration_date: expect.any(String),
    });

    expect((await exam.view()).exam).toMatchObject(lacksOnboarding);
    expect((await exam.create(false, true)).status).toBe(400);
    const dashboard = await openDashboard(published);
    const reset = `${V1}/exam_id/${published.exam_id}/user_id/${learner.id}/reset_attempts`;
    expect((await dashboard.send('DELETE', reset)).status).toBe(200);
    await answerWith(null);
    expect((await exam.create(false, true)).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'created' });
  });

  it('may be declined instead', async () => {
    const published = await publishExam(REST);
    await gateway.control.plan({ exam_id: published.exam_id, verdict: null, onboarding: 'onboarding_failed' });
    const exam = await openExam(published);
    const id = (await exam.create(false, true)).body.exam_attempt_id;
    expect((await exam.view()).exam).toMatchObject({
      attempt: { attempt_status: 'onboarding_failed' },
      onboarding_link: '',
    });
    expect((await exam.act(id, 'decline')).status).toBe(200);
    expect(await exam.attempt()).toMatchObject({ attempt_status: 'declined' });
  });
});
