import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Client, createClient, ProblemError } from '../../src/client/client.ts';
import { examBody, reviewFor, STAFF_PERSON, tokenOf, type Who } from '../support/api.ts';
import { COURSE } from '../support/builders.ts';
import { ENDPOINT_IDS } from '../support/endpointIds.ts';
import { type Known, OPERATIONS, sampleOf } from '../support/operations.ts';
import { until } from '../support/until.ts';

/** A client that checks every answer against the contract, and that there is nothing in it beyond the contract. */
function strictClient(who?: Who): Client {
  let received = '';
  const client = createClient({
    baseUrl: inject('stackUrl'),
    validate: true,
    ...(who && { token: () => tokenOf(who) }),
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      received = await response.clone().text();
      return response;
    },
  });
  return Object.fromEntries(
    Object.entries(client).map(([id, call]) => [
      id,
      async (...given: Parameters<typeof call>) => {
        const answer = await (call as (...given: unknown[]) => Promise<unknown>)(...given);
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

/** What a life of an attempt leaves behind, for the endpoints that it did not come by. */
const known: Record<string, unknown> = { course_id: COURSE, user_id: LEARNER.id };

describe('the life of an attempt, by the client', () => {
  const code = randomUUID().toUpperCase();
  const externalId = randomUUID();
  const params = { attempt_code: code };
  let attempt_id = 0;

  beforeAll(async () => {
    const { exam_id } = await staff.createExam({ body: examBody() });
    const made = await staff.createAttempt({
      body: {
        exam_id,
        user: { id: LEARNER.id, username: 'mina' },
        attempt_code: code,
        external_id: externalId,
        taking_as_proctored: true,
      },
    });
    attempt_id = made.exam_attempt_id;
    Object.assign(known, { exam_id, attempt_id, ...params, external_id: externalId });
  });

  it('is read, acted on and renamed', async () => {
    const learner = strictClient(LEARNER);
    await learner.actOnAttempt({ params: { attempt_id }, body: { action: 'start' } });
    const read = await learner.getAttempt({ params: { attempt_id } });
    expect([read.status, read.allowed_time_limit_mins]).toEqual(['started', 90]);
    await learner.actOnAttempt({ params: { attempt_id: String(attempt_id) }, body: { action: 'submit' } });
    const renamed = await staff.changeStudentName({ params: { attempt_id }, body: { student_name: 'Mina O' } });
    expect(renamed).toMatchObject({ student_name: 'Mina O', status: 'submitted' });
    expect((await staff.getExam({ params: { exam_id: renamed.proctored_exam?.id ?? 0 } })).course_id).toBe(COURSE);
  });

  it('is reviewed', async () => {
    expect(await vendor.reviewCallback({ body: reviewFor({ code, externalId }) })).toBe('OK');
    expect(await staff.readReview({ params })).toMatchObject({ review_status: 'Clean', is_attempt_active: true });
    expect(await staff.readReviewPayload({ params })).toMatchObject({ examMetaData: { examCode: code } });
  });

  it('is removed, located and told by the history', async () => {
    expect(await staff.removeAttempt({ params: { attempt_id }, body: { reason: 'over' } })).toBeUndefined();
    expect(await staff.locateAttempt({ params })).toMatchObject({ is_archived: true, attempt: { status: 'verified' } });
    const { results } = await until(
      () => staff.readHistory({ params, query: { limit: 10 } }),
      page => page.results.length === 4,
    );
    expect(results.map(({ status, to_status }) => [status, to_status])).toEqual([
      ['verified', null],
      ['submitted', 'verified'],
      ['started', 'submitted'],
      ['created', 'started'],
    ]);
  });

  it('is refused with a code and the id of the request', async () => {
    const refusal = await staff.getAttempt({ params: { attempt_id } }).catch(error => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({ status: 400, code: 'attempt_does_not_exist', requestId: expect.any(String) });
  });
});

describe('every endpoint, asked for something simple by staff', () => {
  it.each(ENDPOINT_IDS)('%s answers or refuses as the contract says', async id => {
    const operation = OPERATIONS.find(one => one.id === id);
    if (!operation) throw new Error(`${id} is not in openapi.json`);
    const answer = await callSimply(id, operation.body && sampleOf(operation.body, known));
    if (answer instanceof ProblemError) {
      expect(Object.keys(operation.responses)).toContain(String(answer.status));
      expect(JSON.stringify(operation.responses[answer.status])).toContain(`:problem:${answer.code}"`);
      expect(answer.status).toBeLessThan(500);
    }
  });
});

/** Whatever the endpoint is: with the values that are known, and what the document says for the others. */
function callSimply(id: string, body: unknown): Promise<unknown> {
  const parameters = OPERATIONS.find(one => one.id === id)?.parameters.filter(one => one.required) ?? [];
  const part = (where: 'path' | 'query'): Known =>
    Object.fromEntries(
      parameters.filter(one => one.in === where).map(one => [one.name, sampleOf(one.schema, known, one.name)]),
    );
  const call = staff[id as keyof Client] as (input: object) => Promise<unknown>;
  return call({ params: part('path'), query: part('query'), body }).catch(error => {
    if (error instanceof ProblemError) return error;
    throw error;
  });
}
