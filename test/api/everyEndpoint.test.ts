import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, ProblemError } from '../../src/client/client.ts';
import { type ApiCaller, currentStack, examBody, history, reviewFor, STAFF_PERSON, tokenOf } from '../support/api.ts';
import { newLearnerId } from '../support/builders.ts';
import { ENDPOINT_IDS } from '../support/endpointIds.ts';
import { type KnownValues, OPERATIONS, sampleOf } from '../support/operations.ts';

/** A client that validates every answer against the contract, without additional members. */
function strictClient(caller?: ApiCaller): Client {
  let received = '';
  const client = createClient({
    baseUrl: currentStack(),
    validate: true,
    ...(caller && { token: () => tokenOf(caller) }),
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      received = await response.clone().text();
      return response;
    },
  });
  return Object.fromEntries(
    Object.entries(client).map(([id, call]) => [
      id,
      async (...args: Parameters<typeof call>) => {
        const answer = await (call as (...overrides: unknown[]) => Promise<unknown>)(...args);
        expect(answer, `${id} answers what the contract does not have`).toEqual(
          received === '' ? undefined : JSON.parse(received),
        );
        return answer;
      },
    ]),
  ) as unknown as Client;
}

const staff = strictClient(STAFF_PERSON);
const vendor = strictClient();
const LEARNER = { id: 77_001, name: 'Mina Okafor' };

/** A course of this test only: registering its exams deactivates all others. */
const course_id = `course-v1:EveryU+Endpoint+${randomUUID()}`;

/** Values of earlier tests, for the endpoints that they did not call. */
const values: Record<string, unknown> = { course_id, user_id: LEARNER.id };

describe('an exam, by the client', () => {
  const body = examBody({ course_id });
  const { content_id } = body;
  let exam_id = 0;

  beforeAll(async () => {
    exam_id = (await staff.createExam({ body })).exam_id;
    Object.assign(values, { exam_id, content_id });
  });

  it('is read and changed', async () => {
    await staff.changeExam({ body: { exam_id, exam_name: 'Resit' } });
    const read = await staff.getExam({ params: { exam_id } });
    expect(read).toMatchObject({ exam_name: 'Resit', course_id });
    expect(await staff.getExamByContent({ params: { course_id, content_id } })).toEqual(read);
    expect(await staff.getExamsOfCourse({ params: { course_id } })).toEqual([read]);
    expect(await staff.getExamSettings({ params: { exam_id } })).toHaveProperty('platform_name');
  });

  it('is registered with its course', async () => {
    const { course_id: _, ...exam } = body;
    expect(await staff.registerExams({ params: { course_id }, body: [exam] })).toEqual([{ exam_id }]);
  });

  it('has a review policy', async () => {
    const params = { exam_id };
    await staff.setReviewPolicy({ params, body: { review_policy: 'Open book' } });
    expect(await staff.getReviewPolicy({ params })).toEqual({ review_policy: 'Open book' });
    expect(await staff.removeReviewPolicy({ params })).toBeUndefined();
    expect(await staff.getReviewPolicy({ params })).toEqual({ review_policy: null });
  });
});

describe('the life of an attempt, by the client', () => {
  const code = randomUUID().toUpperCase();
  const externalId = randomUUID();
  const params = { attempt_code: code };
  let attempt_id = 0;

  beforeAll(async () => {
    const { exam_id } = await staff.createExam({ body: examBody({ course_id }) });
    const created = await staff.createAttempt({
      body: {
        exam_id,
        user: { id: LEARNER.id, username: 'mina' },
        attempt_code: code,
        external_id: externalId,
        taking_as_proctored: true,
      },
    });
    attempt_id = created.exam_attempt_id;
    Object.assign(values, { attempt_id, ...params, external_id: externalId });
  });

  it('is read, changes its status and its name', async () => {
    const learner = strictClient(LEARNER);
    await learner.actOnAttempt({ params: { attempt_id }, body: { action: 'start' } });
    const read = await learner.getAttempt({ params: { attempt_id } });
    expect([read.status, read.allowed_time_limit_mins]).toEqual(['started', 90]);
    await learner.actOnAttempt({ params: { attempt_id: String(attempt_id) }, body: { action: 'submit' } });
    const renamed = await staff.changeStudentName({ params: { attempt_id }, body: { student_name: 'Mina O' } });
    expect(renamed).toMatchObject({ student_name: 'Mina O', status: 'submitted' });
    expect((await staff.getExam({ params: { exam_id: renamed.proctored_exam?.id ?? 0 } })).course_id).toBe(course_id);
  });

  it('is reviewed', async () => {
    expect(await vendor.reviewCallback({ body: reviewFor({ code, externalId }) })).toBe('OK');
    expect(await staff.readReview({ params })).toMatchObject({ review_status: 'Clean', is_attempt_active: true });
    expect(await staff.readReviewPayload({ params })).toMatchObject({ examMetaData: { examCode: code } });
  });

  it('is removed, located and has a history', async () => {
    expect(await staff.removeAttempt({ params: { attempt_id }, body: { reason: 'over' } })).toBeUndefined();
    expect(await staff.locateAttempt({ params })).toMatchObject({ is_archived: true, attempt: { status: 'verified' } });
    await history(code, 4);
    const { results } = await staff.readHistory({ params, query: { limit: 10 } });
    expect(results.map(({ status, to_status }) => [status, to_status])).toEqual([
      ['verified', null],
      ['submitted', 'verified'],
      ['started', 'submitted'],
      ['created', 'started'],
    ]);
  });

  it('is rejected with a code and the request id', async () => {
    const problem = await staff.getAttempt({ params: { attempt_id } }).catch(error => error);
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem).toMatchObject({ status: 400, code: 'attempt_does_not_exist', requestId: expect.any(String) });
  });
});

describe('allowances and lists of a learner, by the client', () => {
  const learner = { id: newLearnerId(), name: 'Ada L' };
  const username = `user${learner.id}`;
  const asLearner = strictClient(learner);
  const body = examBody({ course_id: `course-v1:TakingU+${randomUUID()}+1` });
  const params = { course_id: body.course_id };
  let exam_id = 0;
  let attempt_id = 0;

  beforeAll(async () => {
    exam_id = (await staff.createExam({ body })).exam_id;
    expect(await staff.registerLearners({ body: { learners: [{ id: learner.id, username }] } })).toEqual({
      registered: 1,
    });
    const created = await asLearner.createAttempt({ body: { exam_id, attempt_proctored: true, start_clock: 'true' } });
    attempt_id = created.exam_attempt_id;
  });

  it('has allowances that are granted singly and in bulk, listed and removed', async () => {
    const key = 'additional_time_granted';
    expect(await staff.setAllowance({ body: { exam_id, user_info: username, key, value: 10 } })).toBeNull();
    const bulk = { exam_ids: [exam_id], user_ids: username, allowance_type: 'time_multiplier', value: '1.5' };
    expect(await staff.setAllowances({ body: bulk })).toMatchObject([{ status: 200 }]);
    expect(
      await staff.setAllowancesOfCourse({ params, body: { ...bulk, user_ids: `${username},nobody` } }),
    ).toMatchObject([{ status: 200 }, { status: 400 }]);
    expect(await staff.getAllowances({ params })).toMatchObject([{ key, value: '45' }]);
    expect(Object.keys(await staff.getGroupedAllowances({ params }))).toEqual([username]);
    expect((await asLearner.getAttempt({ params: { attempt_id } })).allowed_time_limit_mins).toBe(135);
    expect(await staff.removeAllowance({ body: { exam_id, user_id: learner.id, key } })).toBeNull();
  });

  it('has the learner’s views', async () => {
    expect(await asLearner.getAttemptInProgress()).toMatchObject({ in_timed_exam: true, attempt_id });
    expect(await staff.getActiveAttempt({ query: { user_id: learner.id } })).toMatchObject({ attempt_id });
    expect(await asLearner.getActiveExams({})).toMatchObject([{ exam: { id: exam_id }, attempt: { id: attempt_id } }]);
    const view = await asLearner.getCourseView({
      params,
      query: { content_id: body.content_id, is_learning_mfe: true },
    });
    expect(view).toMatchObject({ exam: { id: exam_id, type: 'proctored' }, active_attempt: { attempt_id } });
  });

  it('has attempts in the lists of the course until they are reset', async () => {
    expect((await staff.listAttempts({ params })).pagination_info).toMatchObject({ total_pages: 1 });
    const matches = await staff.searchAttempts({ params: { ...params, text: username }, query: { cursor: '' } });
    expect(matches.proctored_exam_attempts.map(({ id }) => id)).toEqual([attempt_id]);
    expect(await staff.resetAttempts({ params: { exam_id, user_id: learner.id } })).toBeUndefined();
    expect((await staff.listAttempts({ params, query: { page: 1 } })).proctored_exam_attempts).toEqual([]);
  });
});

describe('a webhook, by the client', () => {
  it('is created, listed, changed, tested and removed', async () => {
    const body = { url: 'http://127.0.0.1:9999/', types: ['proctoring.attempt.*'], include: ['learner' as const] };
    const { id, secret } = await staff.createWebhook({ body });
    expect(secret).toMatch(/^whsec_/);
    const params = { webhook_id: id };
    const webhook = await staff.readWebhook({ params });
    expect((await staff.listWebhooks()).results).toContainEqual(webhook);
    expect((await staff.changeWebhook({ params, body: { course_ids: [course_id] } })).course_ids).toEqual([course_id]);
    expect((await staff.rotateWebhookSecret({ params, body: { overlap_hours: '1' } })).secret).not.toBe(secret);
    expect(await staff.testWebhook({ params })).toMatchObject({ is_delivered: false, fault: 'unreachable' });
    expect(await staff.listWebhookFailures({ params })).toEqual({ results: [], next_cursor: null });
    expect(await staff.redeliverEvents({ params, body: { event_id: 'evt_x' } }).catch(error => error)).toMatchObject({
      ...{ status: 409, code: 'webhook_not_active' },
    });
    expect(await staff.removeWebhook({ params })).toBeUndefined();
  });
});

describe('a simple request of staff to every endpoint', () => {
  it.each(ENDPOINT_IDS)('%s answers as the contract says', async id => {
    const operation = OPERATIONS.find(operation => operation.id === id);
    if (!operation) throw new Error(`${id} is not in openapi.json`);
    const answer = await callSimply(id, operation.body && sampleOf(operation.body, values));
    if (answer instanceof ProblemError) {
      expect(Object.keys(operation.responses)).toContain(String(answer.status));
      expect(JSON.stringify(operation.responses[answer.status])).toContain(`:problem:${answer.code}"`);
      expect(answer.status).toBeLessThan(500);
    }
  });
});

/** A request to any endpoint with the known values, and samples of the document for the others. */
function callSimply(id: string, body: unknown): Promise<unknown> {
  const parameters =
    OPERATIONS.find(operation => operation.id === id)?.parameters.filter(parameter => parameter.required) ?? [];
  const part = (location: 'path' | 'query'): KnownValues =>
    Object.fromEntries(
      parameters
        .filter(parameter => parameter.in === location)
        .map(parameter => [parameter.name, sampleOf(parameter.schema, values, parameter.name)]),
    );
  const call = staff[id as keyof Client] as (input: object) => Promise<unknown>;
  return call({ params: part('path'), query: part('query'), body }).catch(error => {
    if (error instanceof ProblemError) return error;
    throw error;
  });
}
