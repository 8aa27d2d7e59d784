import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { laterBy } from '../../src/domain/time.ts';
import { attemptPath, examBody, request, V1_ATTEMPT, V1_EXAM } from '../support/api.ts';
import { openFrontEnd } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import { editByHand } from '../support/timeOuts.ts';
import { startVendorGateway } from '../support/vendorGateway.ts';

/** The learner front end without EXAMS_BASE_URL: its requests, in their order. */
let gateway: Awaited<ReturnType<typeof startVendorGateway>>;
beforeAll(async () => {
  gateway = await startVendorGateway();
});
afterAll(() => gateway.stop());

/** An exam of a course of its own. */
async function publishExam(overrides: Record<string, unknown> = {}) {
  const run = randomUUID().slice(0, 8);
  const course_id = `course-v1:X+${run}+1`;
  const content_id = `block-v1:X+${run}+1+type@sequential+block@final`;
  const body = examBody({ course_id, content_id, ...overrides });
  const { exam_id } = (await request('POST', V1_EXAM, { json: body })).body;
  return { exam_id: exam_id as number, course_id, content_id };
}
type Published = Awaited<ReturnType<typeof publishExam>>;

/** The page of an exam, in the browser of a new learner. */
async function openExam({ exam_id, course_id, content_id }: Published) {
  const learner = { id: newLearnerId(), name: 'Mina Okafor' };
  const page = await openFrontEnd(learner);
  const query = new URLSearchParams({ content_id, is_learning_mfe: 'true' });
  const view = async () => {
    const { status, body } = await page.get(`${V1_ATTEMPT}/course_id/${course_id}?${query}`);
    expect(status).toBe(200);
    return body;
  };
  return {
    learner,
    view,
    /** The attempt as the page shows it. */
    attempt: async () => (await view()).exam.attempt,
    create: (start_clock: boolean, attempt_proctored: boolean) =>
      page.send('POST', V1_ATTEMPT, {
        json: { exam_id, start_clock: String(start_clock), attempt_proctored: String(attempt_proctored) },
      }),
    act: (id: number, action: string, detail?: string) =>
      page.send('PUT', attemptPath(id), { json: { action, ...(detail && { detail }) } }),
    poll: async (url: string) => (await page.get(url)).body,
  };
}

/** Moves the start of an attempt into the past, so that its time is up. */
async function letTimeRunOut(id: number, seconds: number): Promise<void> {
  const client = DynamoDBDocumentClient.from(localDynamodbClient(gateway.endpoint));
  const end = laterBy(new Date().toISOString(), -1);
  const tables = { attempts: gateway.tables.AttemptsTable ?? '' };
  await editByHand({ client, tables }, id, 'SET started_at = :start, scheduled_at = :end', {
    ':start': laterBy(end, -seconds),
    ':end': end,
  });
  client.destroy();
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
    await letTimeRunOut(id, 30 * 60);
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
