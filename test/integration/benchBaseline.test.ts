import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { functionEnvironment } from '../../local/functionEnvironment.ts';
import { EXAMS_API } from '../../src/contract/endpoint.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { attemptRoutes } from '../../src/http/attemptRoutes.ts';
import { createRouter } from '../../src/http/routing.ts';
import { aCaller, aDelivery, EXTERNAL_IDS, STAFF } from '../support/builders.ts';
import { type CountedCalls, countCalls } from '../support/countedCalls.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedExam } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';

/** What the service is measured against over HTTP (bench/http) makes the same calls as the service, and no others. */
let stores: FreshStores;
let examId: number;
let baseline: { calls: CountedCalls; call: (method: string, path: string, body?: unknown) => Promise<unknown> };

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
  for (const [name, value] of Object.entries(functionEnvironment(inject('dynamodbEndpoint'), {}))) {
    vi.stubEnv(name, value);
  }
  for (const [name, table] of Object.entries(stores.tables)) vi.stubEnv(`${name.toUpperCase()}_TABLE`, table);
  const { client } = await import('../../bench/http/baseline/client.ts');
  const attempts = await import('../../bench/http/baseline/handlers/attempts.ts');
  const review = await import('../../bench/http/baseline/handlers/review.ts');
  const call = async (method: string, path: string, body?: unknown) => {
    const event = {
      requestContext: { http: { method } },
      pathParameters: { id: path },
      body: body && JSON.stringify(body),
    } as unknown as APIGatewayProxyEventV2;
    const { body: answer } = await (path === 'review' ? review : attempts).handler(event);
    return JSON.parse(answer);
  };
  baseline = { calls: countCalls(client), call };
});

afterAll(() => vi.unstubAllEnvs());

/** What the operation is by the service, and then by the baseline. */
async function callsOfBoth(ours: () => Promise<unknown>, bare: () => Promise<unknown>) {
  stores.calls.take();
  await ours();
  const service = stores.calls.takeRights();
  baseline.calls.take();
  await bare();
  return { service, baseline: baseline.calls.takeRights() };
}

/** A request to the service, from behind the token. */
async function request(caller: Caller, method: string, path: string, body: unknown = {}) {
  const { route, params } = createRouter(
    attemptRoutes({ ...stores.ports, viewablePastDue: false, externalIds: EXTERNAL_IDS }),
  )(method, path);
  const given = { params, query: {}, headers: {}, body: () => body, bytes: () => new Uint8Array(), caller };
  return (await route.endpoint(given)).json as { exam_attempt_id: number };
}

describe('calls of the service and of what it is measured against', () => {
  it('are the same for everything that an attempt lives through', async () => {
    const lives = [newLife(), newLife()] as const;
    const [ours, bare] = lives;
    const learners = lives.map(({ user }) => user);
    await stores.ports.learners.register(learners);

    const created = await callsOfBoth(
      async () => {
        ours.id = (await request(STAFF, 'POST', `${EXAMS_API}/attempt`, ours.body)).exam_attempt_id;
      },
      async () => {
        bare.id = ((await baseline.call('POST', '', bare.body)) as { exam_attempt_id: number }).exam_attempt_id;
      },
    );
    expect(created.baseline).toEqual(created.service);

    const learner = aCaller({ userId: ours.user.id });
    const path = `${EXAMS_API}/attempt/${ours.id}`;
    const polled = await callsOfBoth(
      () => request(learner, 'GET', path),
      () => baseline.call('GET', String(bare.id)),
    );
    expect(polled.baseline).toEqual(polled.service);

    for (const action of ['start', 'submit']) {
      const changed = await callsOfBoth(
        () => request(learner, 'PUT', path, { action }),
        () => baseline.call('PUT', String(bare.id), { action }),
      );
      expect(changed.baseline, action).toEqual(changed.service);
    }

    const reviewed = await callsOfBoth(
      () => {
        const of = { attemptCode: ours.body.attempt_code, recordLocator: ours.body.external_id };
        return takeReview(stores.ports, SETTINGS, aDelivery(of));
      },
      () => baseline.call('POST', 'review', reviewOf(bare.body.attempt_code)),
    );
    expect(reviewed.baseline).toEqual(reviewed.service);
    const [one, other] = await Promise.all(lives.map(({ id }) => stores.ports.attempts.read(id)));
    expect(other).toMatchObject({ status: 'verified', version: one?.version, completedAt: expect.any(String) });
  });
});

function newLife() {
  const id = Math.floor(Math.random() * 2 ** 40) + 1;
  const user = { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' };
  const body = { exam_id: examId, user, attempt_code: randomUUID().toUpperCase(), external_id: randomUUID() };
  return { id: 0, user, body };
}

function reviewOf(examCode: string) {
  const payload = JSON.parse(
    readFileSync(new URL('../fixtures/software-secure/clean.json', import.meta.url)).toString(),
  );
  return { ...payload, examMetaData: { ...payload.examMetaData, examCode } };
}
