import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../../src/api/http/answer.ts';
import { httpFunction } from '../../../src/api/http/pipeline.ts';
import type { Route } from '../../../src/api/http/router.ts';
import { serve } from '../../../src/api/http/serve.ts';
import { registerLearners } from '../../../src/api/learners/contract.ts';
import { getAttemptInProgress, searchAttempts } from '../../../src/api/lists/contract.ts';
import { launchExam } from '../../../src/api/vendors/contract.ts';
import { readBasePath } from '../../../src/config/http.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { assignBuckets } from '../../../src/usecases/schedule/assignBuckets.ts';
import { toEvent as toGatewayEvent } from '../../support/bundledService/event.ts';
import { HANDLER_SETTINGS } from '../../support/handlerSettings.ts';
import { stubSettings } from '../../support/stubSettings.ts';

let lines: Record<string, unknown>[] = [];
vi.mock('../../../src/platform/log.ts', () => {
  const write = (message: string, fields: object) => lines.push(JSON.parse(JSON.stringify({ message, ...fields })));
  return { log: { info: write, error: write } };
});

beforeEach(() => {
  lines = [];
});
afterEach(() => vi.unstubAllEnvs());

const CONTEXT = { awsRequestId: 'r-1' } as Context;
const HTTP = { method: 'GET', path: '/health' };

/** Event sources other than an HTTP API. */
const OTHER_EVENTS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'ping'],
  ['a list', []],
  ['an empty object', {}],
  ['a warmer', { source: 'serverless-plugin-warmup', warmup: true }],
  ['a console test', { key1: 'value1', key2: 'value2' }],
  ['a schedule', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
  ['records', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
  ['a request without http', { version: '2.0', rawPath: '/health', headers: {}, requestContext: {} }],
  ['a request without context', { version: '2.0', rawPath: '/health', headers: {} }],
  ['a request without a path', { version: '2.0', headers: {}, requestContext: { http: { method: 'GET' } } }],
  ['a request without a method', { version: '2.0', rawPath: '/health', requestContext: { http: {} } }],
  ['a request of odd types', { rawPath: 5, headers: [], requestContext: { http: { method: {} } } }],
  [
    'payload format 1.0',
    { version: '1.0', httpMethod: 'GET', path: '/health', headers: { Host: 'x' }, requestContext: { stage: 'prod' } },
  ],
  [
    'a load balancer',
    { httpMethod: 'GET', path: '/health', headers: { host: 'x' }, requestContext: { elb: { targetGroupArn: 'arn' } } },
  ],
];

describe.each([
  ...['allowances', 'attempts', 'exams', 'health', 'lists'],
  ...['lookups', 'privacy', 'staffPage', 'vendorCallbacks', 'webhooks'],
])('the function %s', name => {
  let handler: (event: unknown, context?: Context) => Promise<{ statusCode: number; body: string }>;
  beforeAll(async () => {
    stubSettings(HANDLER_SETTINGS);
    handler = (await import(`../../../src/handlers/${name}.ts`)).handler;
  });

  it.each(OTHER_EVENTS)('rejects %s, and logs it', async (_case, event) => {
    const answer = await handler(event, CONTEXT);
    expect(answer).toMatchObject({ statusCode: 400, headers: { 'content-type': 'application/problem+json' } });
    const detail = expect.stringContaining('format 2.0');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, detail });
    const logged = { message: 'request', status: 400, refusal: 'invalid_request', detail, request_id: 'r-1' };
    expect(lines).toEqual([expect.objectContaining(logged)]);
  });

  it('answers a request without headers, query and context', async () => {
    const event = {
      rawPath: '/nothing/here',
      headers: null,
      queryStringParameters: null,
      requestContext: { http: HTTP },
    };
    expect(await handler(event)).toMatchObject({ statusCode: 404 });
    expect(lines).toEqual([expect.objectContaining({ message: 'request', method: 'GET', status: 404 })]);
  });
});

describe.each(['archive', 'events', 'notifications'])('the function %s', name => {
  it.each([undefined, null, {}, [], 'ping', { Records: null }, { Records: {} }])(
    'rejects %j as a stream event',
    async event => {
      stubSettings(HANDLER_SETTINGS);
      const { handler } = await import(`../../../src/handlers/${name}.ts`);
      expect(await handler(event)).toEqual({ batchItemFailures: [] });
      expect(lines).toEqual([{ message: 'not a stream event' }]);
    },
  );
});

it.each([undefined, null, 'ping', 5, [], {}, { share: 'x' }])('a sweep started with %j covers all buckets', event => {
  expect(assignBuckets(event, [1, 2, 3]).buckets).toEqual([1, 2, 3]);
});

/** Routes that echo the request. */
const echo: Route[] = [
  { ...serve(searchAttempts, ({ params, basePath }) => ok({ params, basePath } as never)), needsToken: false },
  { ...serve(getAttemptInProgress, ({ basePath }) => ok({ basePath } as never)), needsToken: false },
  serve(launchExam, () => {
    throw new DomainError('attempt_not_found', 'It was run.');
  }),
  { method: 'GET', path: '/health', endpoint: () => ok({ status: 'ok' }) },
  { ...serve(registerLearners, () => ok({ registered: 1 })), needsToken: false },
];
const ATTEMPT = '/api/edx_proctoring/v1/proctored_exam/attempt';

interface RequestOptions {
  method?: string;
  stage?: string;
  domainName?: string;
  basePath?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  body?: string;
}

async function send(path: string, options: RequestOptions = {}) {
  const { method = 'GET', stage = '$default', domainName = 'a1.execute-api.eu-central-1.amazonaws.com' } = options;
  vi.stubEnv('BASE_PATH', options.basePath ?? '');
  const { headers, query, body } = options;
  const event = toGatewayEvent({
    ...{ method, path },
    ...(headers && { headers }),
    ...(query && { query }),
    ...(body && { body }),
  });
  const requestContext = { ...event.requestContext, stage, domainName };
  const answer = await httpFunction(echo)({ ...event, requestContext }, CONTEXT);
  return { ...answer, json: answer.body ? JSON.parse(answer.body) : undefined };
}

describe('a path under a base path or a stage', () => {
  const CUSTOM = 'proctoring.example.edu';
  it.each<[string, RequestOptions, number, string?]>([
    [ATTEMPT, {}, 200, ''],
    [`${ATTEMPT}/`, {}, 200, ''],
    [`/prod${ATTEMPT}`, { stage: 'prod' }, 200, '/prod'],
    [`/prod${ATTEMPT}/`, { stage: 'prod' }, 200, '/prod'],
    ['/prod/health', { stage: 'prod' }, 200],
    // A custom domain has no stage in the address.
    [`/prod${ATTEMPT}`, { stage: 'prod', domainName: CUSTOM }, 200, ''],
    [ATTEMPT, { stage: 'prod', domainName: CUSTOM }, 200, ''],
    [`/production${ATTEMPT}`, { stage: 'prod' }, 404],
    [`/prod${ATTEMPT}`, { stage: 'dev' }, 404],
    [`/prod${ATTEMPT}`, {}, 404],
    [`/$default${ATTEMPT}`, {}, 404],
    [`/prod/prod${ATTEMPT}`, { stage: 'prod' }, 404],
    // A stage named as the paths begin.
    [ATTEMPT, { stage: 'api' }, 200, ''],
    [`/api${ATTEMPT}`, { stage: 'api' }, 200, '/api'],
    ['/health', { stage: 'health' }, 200],
    [`/proctoring${ATTEMPT}`, { basePath: '/proctoring', domainName: CUSTOM }, 200, '/proctoring'],
    [`/proctoring${ATTEMPT}/`, { basePath: '/proctoring', domainName: CUSTOM }, 200, '/proctoring'],
    [`/%70roctoring${ATTEMPT}`, { basePath: '/proctoring', domainName: CUSTOM }, 200, '/proctoring'],
    [`/a/b${ATTEMPT}`, { basePath: '/a/b', domainName: CUSTOM }, 200, '/a/b'],
    // A gateway that strips the base path.
    [ATTEMPT, { basePath: '/proctoring', domainName: CUSTOM }, 200, '/proctoring'],
    [`/prod${ATTEMPT}`, { basePath: '/proctoring', stage: 'prod', domainName: CUSTOM }, 200, '/proctoring'],
    // The API's own address.
    [ATTEMPT, { basePath: '/proctoring' }, 200, ''],
    [`/prod${ATTEMPT}`, { basePath: '/proctoring', stage: 'prod' }, 200, '/prod'],
    [`/proctoringx${ATTEMPT}`, { basePath: '/proctoring', domainName: CUSTOM }, 404],
    [`/Proctoring${ATTEMPT}`, { basePath: '/proctoring', domainName: CUSTOM }, 404],
    [`/other${ATTEMPT}`, { basePath: '/proctoring', domainName: CUSTOM }, 404],
    ['/proctoring', { basePath: '/proctoring', domainName: CUSTOM }, 404],
    ['/proctoring/', { basePath: '/proctoring', domainName: CUSTOM }, 404],
  ])('%s with %j is answered %i', async (path, options, status, basePath) => {
    const { statusCode, json } = await send(path, options);
    expect([statusCode, json?.basePath]).toEqual([status, basePath]);
  });

  it('affects neither preflights nor the list of allowed methods', async () => {
    vi.stubEnv('CORS_ORIGINS', 'https://learning.example.edu');
    const headers = { origin: 'https://learning.example.edu', 'access-control-request-method': 'GET' };
    expect(await send(`/prod${ATTEMPT}`, { method: 'OPTIONS', stage: 'prod', headers })).toMatchObject({
      statusCode: 204,
      headers: { 'access-control-allow-methods': 'GET', 'x-content-type-options': 'nosniff' },
    });
    expect(await send(`/prod${ATTEMPT}`, { method: 'PUT', stage: 'prod' })).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET' },
    });
  });

  it.each(['/a', '/proctoring', '/a/b-c', "/$v1_0.x+!*'()~", ''])('can be "%s"', BASE_PATH => {
    expect(readBasePath({ BASE_PATH })).toBe(BASE_PATH);
  });

  it.each(['/', 'proctoring', '/a/', '//a', '/a//b', '/a b', '/a?b', '/a%20b', '/..', '/a/../b', '/.', 'https://x/a'])(
    'cannot be "%s"',
    BASE_PATH => {
      expect(() => readBasePath({ BASE_PATH })).toThrow(/^BASE_PATH: /);
    },
  );
});

/** The contexts of events by the form of their path. */
const GATEWAYS: [string, (path: string) => string, object][] = [
  [
    'an HTTP API, decoded',
    decodeURIComponent,
    { apiId: 'a1b2', domainName: 'a1b2.execute-api.eu-west-1.amazonaws.com' },
  ],
  ['a function URL, as sent', path => path, { apiId: 'u1', domainName: 'u1.lambda-url.eu-west-1.on.aws' }],
  [
    'serverless-offline, as sent',
    path => path,
    { apiId: 'offlineContext_apiId', domainName: 'offlineContext_domainName' },
  ],
];

describe.each(GATEWAYS)('a path from %s', (_case, toRawPath, context) => {
  const paramsOf = async (path: string) => {
    const rawPath = toRawPath(new URL(path, 'http://client.example').pathname);
    const answer = await httpFunction(echo)(
      { rawPath, requestContext: { ...context, http: { method: 'GET' } } },
      CONTEXT,
    );
    return answer.body ? JSON.parse(answer.body).params : undefined;
  };
  const search = (course: string, text: string) =>
    paramsOf(`${ATTEMPT}/grouped/course_id/${encodeURIComponent(course)}/search/${encodeURIComponent(text)}`);

  it.each(['100%', '%', '%%', '50%25', '%41', '%2F', '%252F', 'a/b', '/a', '%E0%A4%A', 'a+b', 'a b', 'é%', '#&=', 'x'])(
    'has the search text "%s" unchanged',
    async text => {
      expect(await search('course-v1:X+Y+Z', text)).toEqual({ course_id: 'course-v1:X+Y+Z', text });
      expect(await search('Org/Course/Run', text)).toEqual({ course_id: 'Org/Course/Run', text });
    },
  );

  it('has any search text unchanged', async () => {
    const aText = fc
      .array(
        fc.oneof(
          fc.constantFrom('%', '/', '%2', '%25', '%2F', '%41', '+', ' ', '.', 'search'),
          fc.string({ unit: 'grapheme', maxLength: 3 }),
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map(parts => parts.join(''))
      // "?" ends a path that an HTTP API has decoded; dots and a slash at the end say nothing in one.
      .filter(text => text.isWellFormed() && !text.includes('?') && !/^\.{0,2}$|\/$/.test(text) && text.length <= 255);
    await fc.assert(
      fc.asyncProperty(aText, async text => {
        // The endpoint trims its parameters.
        expect(await search('course-v1:X+Y+Z', text)).toEqual({ course_id: 'course-v1:X+Y+Z', text: text.trim() });
      }),
    );
  });
});

describe('the log of a request', () => {
  const PERSON = 'ada@personal.example';

  const SEARCH = `${ATTEMPT}/grouped/course_id/a/search/${PERSON}`;
  const register = (body: string) => ({ method: registerLearners.method, body });
  const registerAll = (...learners: object[]) => register(JSON.stringify({ learners }));

  it.each<[string, string, RequestOptions, number]>([
    ['a search', SEARCH, {}, 200],
    ['a faulty query', SEARCH, { query: { page: PERSON } }, 400],
    ['an unknown path', `/users/${PERSON}`, {}, 404],
    ['a body', registerLearners.path, registerAll({ id: 7, username: PERSON, email: PERSON, name: PERSON }), 200],
    ['a faulty body', registerLearners.path, registerAll({ id: PERSON, username: [PERSON], [PERSON]: PERSON }), 400],
    ['a body that is no JSON', registerLearners.path, register(`{"username": "${PERSON}`), 400],
  ])('has the route of %s, and no personal data', async (_case, path, options, status) => {
    const headers = { 'user-agent': PERSON, referer: `https://lms.example/${PERSON}` };
    const answer = await send(path, { ...options, headers });
    expect(answer.statusCode).toBe(status);
    expect(lines).toMatchObject([{ message: 'request', status, route: expect.stringMatching(/^none$|^\/api\//) }]);
    expect(JSON.stringify(lines)).not.toContain('personal');
  });

  it('has the code and the text of an expected error', async () => {
    const rejecting: Route = {
      ...{ method: 'GET', path: '/rejected', needsToken: false },
      endpoint: () => {
        throw new DomainError('attempt_code_not_located', 'Could not locate attempt code X.');
      },
    };
    const { statusCode } = await httpFunction([rejecting])(
      toGatewayEvent({ method: 'GET', path: '/rejected' }),
      CONTEXT,
    );
    const logged = { message: 'request', status: 404, refusal: 'attempt_code_not_located' };
    expect([statusCode, lines]).toEqual([
      404,
      [expect.objectContaining({ ...logged, detail: 'Could not locate attempt code X.' })],
    ]);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/health', 200],
    ['GET', '/nothing', 404],
    ['POST', '/health', 405],
    ['HEAD', '/health', 200],
    ['HEAD', '/nothing', 404],
    ['OPTIONS', '/health', 405],
  ])('%s %s has nosniff', async (method, path, status) => {
    expect(await send(path, { method })).toMatchObject({
      statusCode: status,
      headers: { 'x-content-type-options': 'nosniff', 'x-request-id': 'r-1' },
    });
  });
});

describe('HEAD', () => {
  it.each(['/health', ATTEMPT, '/nothing', `${ATTEMPT}/grouped/course_id/a/search/b`])(
    'of %s is answered as GET without the body',
    async path => {
      const [get, head] = [await send(path), await send(path, { method: 'HEAD' })];
      expect(get.body).not.toBe('');
      expect(head).toEqual({ ...get, body: '', isBase64Encoded: false, json: undefined });
    },
  );

  it('is not answered if GET has effects', async () => {
    const path = '/api/edx_proctoring/proctoring_launch_callback/start_exam/code';
    expect(await send(path, { method: 'HEAD' })).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET' },
      body: '',
    });
    expect((await send(path)).json).toMatchObject({ detail: 'It was run.' });
  });
});

afterAll(() => vi.restoreAllMocks());
