import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type * as z from 'zod/mini';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import type { Endpoint } from '../../src/api/contract/endpoint.ts';
import { PROBLEM_TYPE } from '../../src/api/contract/problem.ts';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts';
import { tryParse } from '../../src/validation/validation.ts';
import {
  type Answer,
  act,
  newAttempt,
  newExam,
  postReview,
  request,
  reviewFor,
  STAFF_PERSON,
  tokenOf,
} from '../support/api.ts';
import { type OddRequest, oddRequests } from '../support/malformedRequests.ts';
import { type KnownValues, OPERATIONS, type Operation } from '../support/operations.ts';
import { IS_LONG, partOf, runs } from '../support/runs.ts';

const RUNS = { numRuns: runs(2, 40), seed: 20_261_102, endOnFailure: true };
const JSON_TYPE = { 'content-type': 'application/json' };
const COURSE = 'course-v1:Sentinel+Odd+Input';
const ENDPOINTS = CONTRACT.flatMap(({ endpoints }) => endpoints);

/** Ids of nothing: a valid request goes to them, not to the watched objects. */
const UNKNOWN: KnownValues = {
  ...{ exam_id: 4, attempt_id: 5, user_id: 6, attempt_code: 'odd-code', external_id: 'nothing', course_id: 'nowhere' },
  ...{ content_id: 'none', examCode: 'odd-code', ssiRecordLocator: 'nothing', username: 'odd-person', exam_ids: '4' },
  ...{ webhook_id: 'whk_none', event_id: 'evt_none' },
};

/** Existing objects, for invalid requests. */
let watched: KnownValues;
let token: string;
let removeWebhook: () => Promise<unknown>;
let readWatchedItems: () => Promise<unknown>;
/** As they were before all tests. */
let unchangedItems: unknown;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  client = DynamoDBDocumentClient.from(localDynamodbClient(inject('stackEndpoint')));
  token = await tokenOf(STAFF_PERSON, { exp: Math.floor(Date.now() / 1000) + 3600 });
  const examId = await newExam({ course_id: COURSE });
  const [created, submitted, reviewed] = [
    await newAttempt({ exam_id: examId }),
    await newAttempt({ exam_id: examId }),
    await newAttempt({ exam_id: examId }),
  ];
  await act(submitted.id, 'start', submitted.learner);
  await act(submitted.id, 'submit', submitted.learner);
  await postReview(reviewFor(reviewed));
  const webhookId = await newWebhook();
  removeWebhook = () => request('DELETE', `/api/proctoring/v1/webhooks/${webhookId}`);
  watched = {
    webhook_id: webhookId,
    ...{ exam_id: examId, attempt_id: created.id, user_id: created.learner.id, attempt_code: created.code },
    ...{ external_id: created.externalId, course_id: COURSE, examCode: created.code, ssiRecordLocator: 'another' },
  };
  readWatchedItems = () => itemsOf(examId, [created.id, submitted.id, reviewed.id], webhookId);
  unchangedItems = await readWatchedItems();
  expect(JSON.stringify(unchangedItems)).toContain('verified');
});

afterAll(async () => {
  client.destroy();
  await removeWebhook();
});

/** A webhook that answers nothing: tests of it end at once. */
async function newWebhook(): Promise<string> {
  const json = { url: 'http://127.0.0.1:9999/', types: ['*'] };
  const { body } = await request('POST', '/api/proctoring/v1/webhooks', { json });
  return body.id;
}

/** The watched attempts and exam as they are stored, versions included. */
async function itemsOf(examId: number, attemptIds: readonly number[], webhookId: string): Promise<unknown> {
  const { AttemptsTable = '', ExamsTable, WebhooksTable = '' } = inject('stackTables');
  const { Responses = {} } = await client.send(
    new BatchGetCommand({
      RequestItems: {
        [AttemptsTable]: { Keys: attemptIds.map(attempt_id => ({ attempt_id })) },
        [WebhooksTable]: { Keys: [{ webhook_id: webhookId, entry: 'webhook' }] },
      },
    }),
  );
  const attempts = Responses[AttemptsTable]?.toSorted((a, b) => a.attempt_id - b.attempt_id);
  const { Items: exam } = await client.send(
    new QueryCommand({
      TableName: ExamsTable,
      KeyConditionExpression: 'exam_id = :id',
      ExpressionAttributeValues: { ':id': examId },
    }),
  );
  return { attempts, exam, webhook: Responses[WebhooksTable] };
}

const numbered = (operations: readonly Operation[]) => operations.map((operation, index) => ({ operation, index }));
/** The watched objects are read after so many operations in the ordinary run, and once after all. */
const OPERATIONS_BETWEEN_READS = IS_LONG ? 1 : 10;

describe.each(numbered(OPERATIONS))('$operation.method $operation.path', ({ operation, index }) => {
  const endpoint = ENDPOINTS.find(({ id }) => id === operation.id) as Endpoint;

  it('answers any malformed input by a documented error, never a 5xx, and changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(oddRequests(operation), async plan => {
        const malformed = plan(watched);
        const isValid = accepts(endpoint, malformed);
        const sent = isValid ? plan(UNKNOWN) : malformed;
        const answer = await send(operation, sent);
        const description = `${JSON.stringify(sent).slice(0, 2000)}\n→ ${answer.status} ${answer.text}`;
        expectDocumentedAnswer(operation, endpoint, answer, description);
        if (!isValid) expect(answer.status, description).toBeGreaterThanOrEqual(400);
      }),
      RUNS,
    );
    if (index % OPERATIONS_BETWEEN_READS === 0) expect(await readWatchedItems()).toEqual(unchangedItems);
  });
});

it('malformed input changed nothing', async () => {
  expect(await readWatchedItems()).toEqual(unchangedItems);
});

const WITH_BODY = numbered(OPERATIONS.filter(({ body }) => body !== undefined));
/** Bodies with their headers. One parser reads those of all operations: in the ordinary run each operation gets one. */
const ODD_BODIES: readonly (readonly [raw: string, headers: Record<string, string>])[] = [
  ['['.repeat(100_000), JSON_TYPE],
  ['{"a":'.repeat(50_000), JSON_TYPE],
  [`{"a":"${'x'.repeat(1_100_000)}"`, JSON_TYPE],
  ['{"half": ', JSON_TYPE],
  ['\u0000', JSON_TYPE],
  ['{"a":"\\ud800"}', JSON_TYPE],
  ['a=%zz', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['<a/>', { 'content-type': 'text/xml' }],
];

describe.each(WITH_BODY)('$operation.method $operation.path', ({ operation, index }) => {
  const endpoint = ENDPOINTS.find(({ id }) => id === operation.id) as Endpoint;

  it('answers a body that is not JSON, or oversized, by a documented error', async () => {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(`${watched[name]}`));
    for (const [raw, headers] of partOf(ODD_BODIES, index, ODD_BODIES.length)) {
      const answer = await request(operation.method, path, { as: token, raw, headers });
      expectDocumentedAnswer(operation, endpoint, answer, raw.slice(0, 100));
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });
});

it('bodies that are not JSON, or oversized, changed nothing', async () => {
  expect(await readWatchedItems()).toEqual(unchangedItems);
});

/** Whether the contract accepts every part of the request. */
function accepts({ params, query, body, delivery }: Endpoint, malformed: OddRequest): boolean {
  const texts = (values: KnownValues) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `${value}`]));
  const parts: [z.ZodMiniType | undefined, unknown][] = [
    [params?.(), texts(malformed.params)],
    [query?.(), texts(malformed.query)],
    [(body ?? delivery)?.(), JSON.parse(JSON.stringify(malformed.body ?? {}))],
  ];
  return parts.every(([schema, value]) => !schema || tryParse(schema, value)?.success === true);
}

function send({ method }: Operation, { path, query, body }: OddRequest): Promise<Answer> {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const url = search.size > 0 ? `${path}?${search}` : path;
  return request(method, url, { as: token, ...(body !== undefined && { json: body }) });
}

/** Expects an answer of openapi.json; an error is a problem document of the catalogue. @param description the request and its answer */
function expectDocumentedAnswer(
  operation: Operation,
  { problems = [] }: Endpoint,
  answer: Answer,
  description: string,
): void {
  const { status, body } = answer;
  const declaredStatuses = problems.map(code => ERRORS[code].status as number);
  expect(status < 500 || declaredStatuses.includes(status), description).toBe(true);
  // A parameter can turn the path into another one.
  expect([...Object.keys(operation.responses), '404', '405'], description).toContain(String(status));
  if (status < 400) return;
  expect(answer.headers.get('content-type'), description).toBe('application/problem+json');
  const code = body.type.replace(PROBLEM_TYPE, '') as ErrorCode;
  expect([ERRORS[code]?.status, body.status], description).toEqual([status, status]);
}
