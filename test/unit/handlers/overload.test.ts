import { Agent } from 'node:http';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../../src/api/http/answer.ts';
import { httpFunction } from '../../../src/api/http/pipeline.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../../src/config/auth.ts';
import { Overloaded } from '../../../src/domain/errors.ts';
import { runRequest } from '../../../src/platform/requestSignal.ts';
import { batchGet } from '../../../src/store/dynamodb/batchGet.ts';
import { createDocumentClient } from '../../../src/store/dynamodb/client.ts';
import { transact } from '../../../src/store/dynamodb/transact.ts';
import { setAllowances } from '../../../src/usecases/allowances/setAllowances.ts';
import { tokenOf } from '../../support/api.ts';
import { type HttpRequest, toEvent } from '../../support/bundledService/event.ts';
import { examAccessKey } from '../../support/examAccessKey.ts';
import { HANDLER_SETTINGS } from '../../support/handlerSettings.ts';
import { OPERATIONS, type Operation, pathOf, sampleOf } from '../../support/operations.ts';
import { json, scriptedServer } from '../../support/scriptedServer.ts';
import { stubSettings } from '../../support/stubSettings.ts';
import { until } from '../../support/until.ts';

let lines: Record<string, unknown>[] = [];
vi.mock('../../../src/platform/log.ts', () => {
  const write = (message: string, fields: object) => lines.push({ message, ...fields });
  return { log: { info: write, error: write } };
});

/** DynamoDB's answer to every call of the test. */
let answer: (operation: string) => [status: number, body: object] | 'none' | 'reset';
let database: Awaited<ReturnType<typeof scriptedServer>>;
const CONTEXT = { awsRequestId: 'r' } as Context;

beforeAll(async () => {
  database = await scriptedServer((received, response) => {
    const reply = answer(String(received.headers['x-amz-target']).split('.')[1] ?? '');
    if (reply === 'reset') response.socket?.destroy();
    else if (reply !== 'none') json(response, ...reply);
  });
});
afterAll(() => database.close());
beforeEach(() => {
  lines = [];
  // Full jitter, ours and the SDK's, is a random part of the delay: retries follow at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const fails = (name: string, status = 400): [number, object] => [
  status,
  { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'of the test' },
];
/** Short only without an answer. */
let requestTimeout = 60_000;
const client = (maxAttempts = 1) =>
  createDocumentClient({
    ...{ endpoint: database.url, region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    ...{ maxAttempts, requestTimeout },
  });

const read = httpFunction([
  {
    method: 'GET',
    path: '/read',
    endpoint: async () => ok(await client().send(new GetCommand({ TableName: 't', Key: { key: 'k' } }))),
  },
]);

describe('a call that DynamoDB', () => {
  it.each<[string, ReturnType<typeof answer>]>([
    ['ThrottlingException', fails('ThrottlingException')],
    ['ProvisionedThroughputExceededException', fails('ProvisionedThroughputExceededException')],
    ['RequestLimitExceeded', fails('RequestLimitExceeded')],
    ['LimitExceededException', fails('LimitExceededException')],
    ['TransactionInProgressException', fails('TransactionInProgressException')],
    ['TransactionConflictException', fails('TransactionConflictException')],
    ['InternalServerError', fails('InternalServerError', 500)],
    ['ServiceUnavailable', fails('ServiceUnavailable', 503)],
    ['TimeoutError', 'none'],
    // A connection that was cut.
    ['TimeoutError', 'reset'],
  ])('fails with %s is a 503 with Retry-After', async (name, reply) => {
    answer = () => reply;
    requestTimeout = reply === 'none' ? 300 : 60_000;
    const result = await read(toEvent({ method: 'GET', path: '/read' }), CONTEXT);
    expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(JSON.parse(result.body ?? '')).toMatchObject({ type: 'urn:proctoring:problem:overloaded', status: 503 });
    expect(result.body).not.toContain('of the test');
    expect(lines).toEqual([
      expect.objectContaining({
        message: 'request failed',
        status: 503,
        refusal: 'overloaded',
        error: expect.objectContaining({ name }),
      }),
    ]);
  });

  it.each(['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException', 'UnrecognizedClientException'])(
    'rejects with %s stays a 500',
    async name => {
      answer = () => fails(name);
      expect(await read(toEvent({ method: 'GET', path: '/read' }), CONTEXT)).toMatchObject({ statusCode: 500 });
    },
  );

  it('leaves unprocessed after all retries is an overload', async () => {
    const keys = [{ key: 'a' }];
    answer = () => [200, { Responses: {}, UnprocessedKeys: { t: { Keys: [{ key: { S: 'a' } }] } } }];
    await expect(batchGet(client(), { t: keys })).rejects.toBeInstanceOf(Overloaded);
  });

  it.each<[string, string[], object]>([
    ['throttled', ['None', 'ThrottlingError'], { name: 'ThrottlingError' }],
    ['of a table at its limit', ['ProvisionedThroughputExceeded'], { name: 'ProvisionedThroughputExceeded' }],
    ['throttled beside another writer', ['ThrottlingError', 'TransactionConflict'], { code: 'busy' }],
    ['lost against other writers', ['TransactionConflict'], { code: 'busy' }],
  ])('cancels a transaction, %s until the last retry: %j', async (_cause, codes, expected) => {
    const CancellationReasons = codes.map(Code => ({ Code }));
    answer = () => [400, { ...fails('TransactionCanceledException')[1], CancellationReasons }];
    const write = { Put: { TableName: 't', Item: { key: 'k' } } };
    const names = codes.map((_, index) => ({ name: `${index}`, write }));
    const error = await transact(client(), names).catch(error => error);
    expect(error).toMatchObject(expected);
    expect(error instanceof Overloaded).toBe('name' in expected);
  });

  it('answers with TransactionInProgressException is retried with the same token', async () => {
    const tokens: unknown[] = [];
    let attempts = 0;
    const { received } = database;
    const before = received.length;
    answer = () => (++attempts < 3 ? fails('TransactionInProgressException') : [200, {}]);
    await transact(client(), [{ name: 'one', write: { Put: { TableName: 't', Item: { key: 'k' } } } }]);
    for (const { body } of received.slice(before)) tokens.push(JSON.parse(body).ClientRequestToken);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });

  it('throttles keeps its error name', async () => {
    answer = () => fails('ThrottlingException');
    const call = client().send(new TransactWriteCommand({ TransactItems: [] }));
    await expect(call).rejects.toMatchObject({ name: 'ThrottlingException', cause: { name: 'ThrottlingException' } });
  });
});

describe('a request that runs out of time', () => {
  it('is a 503 with Retry-After, and makes no further call, nor a retry of one', async () => {
    const calls: string[] = [];
    answer = operation => {
      calls.push(operation);
      return calls.length === 1 ? 'none' : [200, {}];
    };
    requestTimeout = 300;
    const remainder = Promise.withResolvers<unknown>();
    const write = httpFunction([
      {
        method: 'POST',
        path: '/write',
        async endpoint() {
          const outcome = client(3).send(new GetCommand({ TableName: 't', Key: { key: 'k' } }));
          remainder.resolve(outcome.catch(error => error));
          return ok(await outcome);
        },
      },
    ]);
    const getRemainingTimeInMillis = () => 0;
    const result = await write(toEvent({ method: 'POST', path: '/write' }), { ...CONTEXT, getRemainingTimeInMillis });
    expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '10' } });
    expect(JSON.parse(result.body ?? '')).toMatchObject({
      type: 'urn:proctoring:problem:overloaded',
      title: 'The service is overloaded, or the request ran out of time',
      detail: expect.stringMatching(/^The request has run out of time, and may have had its effect\. /),
    });
    expect(lines).toMatchObject([{ message: 'request failed', status: 503, refusal: 'overloaded' }]);
    expect(await remainder.promise).toBeInstanceOf(Overloaded);
    expect(calls.length).toBeLessThanOrEqual(1);
    // Requests after it are not affected.
    answer = () => [200, {}];
    expect((await read(toEvent({ method: 'GET', path: '/read' }), CONTEXT)).statusCode).toBe(200);
  });
});

describe('a call of a request that has run out of time', () => {
  it('ends while it waits for a connection, and for its answer', async () => {
    const calls: string[] = [];
    answer = operation => {
      calls.push(operation);
      return 'none';
    };
    const ended = new AbortController();
    const httpAgent = new Agent({ maxSockets: 1 });
    const busy = createDocumentClient({
      ...{ endpoint: database.url, region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
      ...{ maxAttempts: 1, requestHandler: { httpAgent } },
    });
    const put = (key: string) => busy.send(new PutCommand({ TableName: 't', Item: { key } })).catch(error => error);
    const outcomes = runRequest({ signal: ended.signal }, () => Promise.all([put('sent'), put('waiting')]));
    await until(
      () => calls.length,
      count => count === 1,
    );
    ended.abort();
    for (const outcome of await outcomes) expect(outcome).toBeInstanceOf(Overloaded);
    // The connection is free again: the next call is the second one that the database receives.
    const next = put('next');
    await until(
      () => calls.length,
      count => count > 1,
    );
    expect(calls).toHaveLength(2);
    expect(database.received.at(-1)?.body).toContain('next');
    httpAgent.destroy();
    await next;
  });
});

describe('while DynamoDB throttles everything', () => {
  const EXAM_ACCESS_KEY = examAccessKey();
  const FUNCTIONS = [
    ...['allowances', 'attempts', 'exams', 'health', 'lists'],
    ...['lookups', 'privacy', 'staffPage', 'vendorCallbacks', 'webhooks'],
  ];
  let handlers: ((
    event: unknown,
    context: Context,
  ) => Promise<{ statusCode: number; headers: object; body: string }>)[];
  let token: string;
  const setUp = () => {
    stubSettings(HANDLER_SETTINGS);
    vi.stubEnv('EXAM_ACCESS_KEY', EXAM_ACCESS_KEY);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', database.url);
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  };
  // The SDK reads its settings with the first call.
  beforeEach(setUp);
  beforeAll(async () => {
    setUp();
    handlers = await Promise.all(
      FUNCTIONS.map(async name => (await import(`../../../src/handlers/${name}.ts`)).handler),
    );
    token = await tokenOf({ id: 900, staff: true }, {}, DEVELOPMENT_TOKEN_SECRET);
  });

  const KNOWN = {
    ...{ exam_id: 4, attempt_id: 5, user_id: 6, attempt_code: 'code', external_id: 'external', course_id: 'course' },
    ...{ content_id: 'content', examCode: 'code', ssiRecordLocator: 'external', username: 'ada', exam_ids: '4' },
  };
  const requestOf = ({ method, path, body, parameters }: Operation): HttpRequest => {
    const pathValues = Object.fromEntries(
      parameters
        .filter(parameter => parameter.in === 'path')
        .map(({ name, schema }) => [name, sampleOf(schema, KNOWN, name)]),
    );
    const json = body && sampleOf(body, KNOWN, 'body');
    return { method, path: pathOf(path, pathValues), token, ...(json !== undefined && { json }) };
  };

  let overloads = 0;
  afterAll(() => expect(overloads).toBeGreaterThan(OPERATIONS.length / 2));

  it.each(OPERATIONS)('$method $path is answered or a 503', async operation => {
    answer = () => fails('ThrottlingException');
    const event = toEvent(requestOf(operation));
    const answers = await Promise.all(handlers.map(handler => handler(event, CONTEXT)));
    const served = answers.filter(({ statusCode, body }) => statusCode !== 405 && !body.includes('No endpoint has'));
    expect(served).toHaveLength(1);
    for (const { statusCode, headers, body } of served) {
      // 404: disabled by a setting.
      expect([200, 204, 400, 404, 503], body).toContain(statusCode);
      if (statusCode !== 503) continue;
      overloads++;
      expect(headers).toMatchObject({ 'retry-after': '1' });
    }
  });
});

describe('allowances in bulk', () => {
  const exam = { examId: 1, courseId: 'c', isActive: true, timeLimitMins: 60 };
  const caller = { userId: 1, isStaff: true, courseStaff: [] };
  const grantTo = (userInfos: string[], resolve: () => Promise<number>) => {
    const ports = {
      clock: () => '2026-11-27T12:00:00.000Z',
      exams: { read: async () => exam },
      learners: { resolve },
    };
    return setAllowances(ports as never, caller as never, { examIds: [1], userInfos, key: 'other', value: '5' });
  };

  it('that all fail by overload are a 503', async () => {
    const overloaded = () => Promise.reject(new Overloaded('of the test'));
    await expect(grantTo(['a', 'b'], overloaded)).rejects.toBeInstanceOf(Overloaded);
  });
});
