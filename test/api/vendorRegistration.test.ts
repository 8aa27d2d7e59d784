import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../simulator/vendorLog.ts';
import { codePath, createAsLearner, newExam, readAttempt, request, V1_ATTEMPT } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { until } from '../support/until.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';

const gateway = useVendorGateway();

/** The requests to the vendor for this exam, registrations by default. */
async function callsOf(examId: number, name = 'registration'): Promise<LogEntry[]> {
  const isOfExam = ({ body }: LogEntry) => JSON.stringify(body ?? '').includes(String(examId));
  return (await gateway.control.entries()).filter(entry => entry.what === name && isOfExam(entry));
}

/** Registrations at a REST vendor are found by the vendor's id of the exam. */
async function restRegistrations(examId: number): Promise<LogEntry[]> {
  const { external_id } = (await request('GET', `/api/edx_proctoring/v1/proctored_exam/exam/exam_id/${examId}`)).body;
  return (await gateway.control.entries()).filter(
    ({ what: callName, path }) => callName === 'registration' && path.includes(`/exam/${external_id}/`),
  );
}

/** The attempts that staff see in a course. */
const attemptsIn = async (course: string): Promise<unknown[]> =>
  (await request('GET', `${V1_ATTEMPT}/grouped/course_id/${course}`)).body.proctored_exam_attempts;

describe('a learner’s attempt at PSI', () => {
  it('is registered with a good signature, and PSI’s locator is its external id', async () => {
    const exam_id = await newExam();
    const { id, answer } = await createAsLearner(exam_id);
    expect(answer.status).toBe(200);
    const attempt = await readAttempt(id);
    const [registered, ...otherEntries] = await callsOf(exam_id);
    expect(otherEntries).toEqual([]);
    // It answers 200 only to a correctly signed, dated and encrypted request.
    expect(registered).toMatchObject({
      backend: 'software_secure',
      status: 200,
      answer: { ssiRecordLocator: attempt.external_id },
      body: {
        examCode: attempt.attempt_code,
        duration: 90,
        examName: 'Midterm_ Thermodynamics',
        orgExtra: { examID: exam_id, firstName: 'Mina', lastName: 'Okafor' },
      },
    });
    expect(JSON.stringify(registered)).not.toContain('personal.example');
    expect(attempt.status).toBe('created');
  });

  it('is ready to start once PSI’s browser opens it', async () => {
    const exam_id = await newExam();
    await gateway.control.plan({ exam_id, verdict: null, ready_after_ms: 1000 });
    const { id } = await createAsLearner(exam_id);
    await until(
      () => readAttempt(id),
      ({ status }) => status === 'ready_to_start',
    );
  });
});

describe('a learner’s attempt at a REST vendor', () => {
  it('registers the exam first, and has the vendor’s id', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    const { id } = await createAsLearner(exam_id);
    const attempt = await readAttempt(id);
    // The exam's notification may have been sent at the same time.
    const names = (await callsOf(exam_id, 'exam')).map(({ answer }) => answer);
    expect(names).toContainEqual({ id: attempt.proctored_exam.external_id });
    const [registered] = await restRegistrations(exam_id);
    expect(registered).toMatchObject({ status: 200, answer: { id: attempt.external_id } });
    expect(registered?.body).toMatchObject({ status: 'created', full_name: 'Mina Okafor', time_limit_mins: 90 });
  });

  it('takes over an onboarding status', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    await gateway.control.plan({ exam_id, onboarding: 'onboarding_failed' });
    const { id } = await createAsLearner(exam_id, { start_clock: true });
    expect(await readAttempt(id)).toMatchObject({ status: 'onboarding_failed', started_at: null });
  });

  it('exists when the vendor calls it ready', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    await gateway.control.plan({ exam_id, verdict: null, ready_after_ms: 1000 });
    const { id } = await createAsLearner(exam_id);
    await until(
      () => readAttempt(id),
      ({ status }) => status === 'ready_to_start',
    );
  });
});

describe.concurrent.each(['software_secure', 'proctortrack'])('%s that fails', backend => {
  it.each([
    ['breaks the connection', { how: 'reset' }],
    ['is down: 503', { how: 'status' }],
    ['refuses: 403', { how: 'status', status: 403 }],
    ['talks HTML', { how: 'not_json' }],
    ['answers something else', { how: 'wrong_shape' }],
    ['does not stop talking', { how: 'huge' }],
  ])('%s: a 502, no attempt stored, and a retry succeeds', async (_case, failure) => {
    const course_id = newCourseId();
    const exam_id = await newExam({ backend, course_id });
    await gateway.control.plan({ exam_id, verdict: null, failures: [{ on: 'registration', ...failure }] });
    const { answer, again } = await createAsLearner(exam_id);
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:proctoring:problem:vendor_failed' } });
    expect(answer.text).not.toMatch(/Planned failure|maintenance/);
    expect(await attemptsIn(course_id)).toEqual([]);
    await gateway.control.plan({ exam_id, verdict: null });
    const repeated = await again();
    expect(repeated.status).toBe(200);
    expect(await attemptsIn(course_id)).toMatchObject([{ id: repeated.body.exam_attempt_id, status: 'created' }]);
  });
});

describe.concurrent('a vendor that never answers', () => {
  it('is a 502 within the time limit; a retry has the same code and gets the same locator', async () => {
    const course_id = newCourseId();
    const exam_id = await newExam({ course_id });
    await gateway.control.plan({ exam_id, verdict: null, failures: [{ how: 'hang', times: 1 }] });
    const { answer, again } = await createAsLearner(exam_id);
    expect(answer.status).toBe(502);
    expect(await attemptsIn(course_id)).toEqual([]);
    const { exam_attempt_id } = (await again()).body;
    const { attempt_code } = await readAttempt(exam_attempt_id);
    expect((await callsOf(exam_id)).map(({ body }) => body)).toMatchObject([
      { examCode: attempt_code },
      { examCode: attempt_code },
    ]);
    expect((await request('GET', codePath(attempt_code))).status).toBe(200);
  });

  it('is waited for within the time limit', async () => {
    const exam_id = await newExam();
    await gateway.control.plan({ exam_id, verdict: null, failures: [{ how: 'answer', after_ms: 2000 }] });
    expect((await createAsLearner(exam_id)).answer.status).toBe(200);
  });
});

describe.concurrent('a vendor with a short outage', () => {
  it('is retried after a broken connection, invisibly to the learner', async () => {
    const exam_id = await newExam();
    await gateway.control.plan({ exam_id, verdict: null, failures: [{ how: 'reset', times: 2 }] });
    expect((await createAsLearner(exam_id)).answer.status).toBe(200);
    expect((await callsOf(exam_id)).map(({ failure }) => failure)).toEqual(['reset', 'reset', undefined]);
  });
});
