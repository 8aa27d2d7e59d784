import { gzipSync } from 'node:zlib';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { readCorsOrigins } from '../config.ts';
import { DESCRIPTIVE_MEMBERS } from '../contract/descriptive.ts';
import type { Caller } from '../domain/actors.ts';
import { ERRORS, Refusal } from '../domain/errors.ts';
import { parseJson } from '../input.ts';
import { log } from '../log.ts';
import { toResult } from './answer.ts';
import { cors } from './cors.ts';
import type { Event, Middleware, Result } from './middleware.ts';
import { toProblem } from './problem.ts';
import { createRouter, MethodNotAllowed, type Route } from './routing.ts';
import type { Authenticate } from './token.ts';

/**
 * A Lambda function that serves the routes behind an HTTP API (payload format 2.0): every request is logged and
 * answered, also a refused one (problem document) and one that fails (500, without telling why). Web pages of the origins
 * in CORS_ORIGINS may call it.
 * @param authenticate absent where the routes ask for no token
 */
export function httpFunction(routes: readonly Route[], authenticate?: Authenticate) {
  return middy<Event, Result, Error, Context>()
    .use(logging())
    .use(cors(readCorsOrigins(process.env)))
    .use(problems())
    .use(routing(routes))
    .use(authentication(authenticate))
    .handler(runEndpoint);
}

async function runEndpoint(event: Event): Promise<Result> {
  const { match } = event;
  if (!match) throw new TypeError('a request that was not routed');
  const answer = await match.route.endpoint({
    params: match.params,
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    bytes: () => bodyBytes(event),
    body: () => jsonBody(event),
    get caller(): Caller {
      if (event.caller) return event.caller;
      throw new Refusal('unauthenticated', 'This function takes no tokens.');
    },
  });
  return compressLarge(event, toResult(answer));
}

/** Lambda answers 6 MB at the most, and a stored review with its quotes escaped can come near that. */
const LARGE_CHARACTERS = 1_000_000;

function compressLarge(event: Event, result: Result): Result {
  const { body = '', headers } = result;
  if (body.length < LARGE_CHARACTERS || !/\bgzip\b/.test(event.headers['accept-encoding'] ?? '')) return result;
  return {
    ...result,
    headers: {
      ...headers,
      'content-encoding': 'gzip',
      vary: headers?.vary ? `${headers.vary}, Accept-Encoding` : 'Accept-Encoding',
    },
    body: gzipSync(body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** One line for every request; its id also goes to the caller. */
function logging(): Middleware {
  const finish: NonNullable<Middleware['after']> = ({ event, context, response, error }) => {
    const status = response?.statusCode ?? 500;
    const line = {
      request_id: context.awsRequestId,
      method: event.requestContext.http.method,
      // The route, not the path: paths can name people.
      route: event.match?.route.path ?? 'none',
      status,
      milliseconds: Math.round(performance.now() - (event.startedAt ?? performance.now())),
      ...(error instanceof Refusal && { refusal: error.code, detail: error.message, ...error.logged }),
    };
    if (error && !(error instanceof Refusal)) log.error('request failed', { ...line, error });
    else if (error instanceof Refusal && error.code === 'vendor_failed') log.error('vendor failed', line);
    else if (error instanceof Refusal && error.incident) log.error(error.incident, line);
    else log.info('request', line);
    if (response) response.headers = { ...response.headers, 'x-request-id': context.awsRequestId };
  };
  return {
    before: ({ event }) => {
      event.startedAt = performance.now();
    },
    after: finish,
    onError: finish,
  };
}

function problems(): Middleware {
  return {
    onError: request => {
      const { error } = request;
      const refusal = error instanceof Refusal ? error : INTERNAL_ERROR;
      const result = toResult(toProblem(refusal));
      if (error instanceof MethodNotAllowed) result.headers = { ...result.headers, allow: error.allow };
      request.response = result;
    },
  };
}

const INTERNAL_ERROR = {
  code: 'internal_error',
  message: `${ERRORS.internal_error.title}. Nothing was changed unless a repeated request says so.`,
  inputErrors: [],
  field: undefined,
} as const;

function routing(routes: readonly Route[]): Middleware {
  const find = createRouter(routes);
  return {
    before: ({ event }) => {
      event.match = find(event.requestContext.http.method, event.rawPath);
    },
  };
}

function authentication(authenticate: Authenticate | undefined): Middleware {
  return {
    before: async ({ event }) => {
      // Routes that are not of the contract want one, too.
      if (authenticate && event.match?.route.needsToken !== false)
        event.caller = await authenticate(event.headers.authorization);
    },
  };
}

function bodyBytes(event: APIGatewayProxyEventV2): Uint8Array {
  return Buffer.from(bodyText(event), event.isBase64Encoded ? 'base64' : 'utf8');
}

/** serverless-offline hands over the JSON bodies `false` and `0` as what they stand for. */
function bodyText({ body }: APIGatewayProxyEventV2): string {
  return String(body ?? '');
}

/** No body that is read here as a whole comes near this; the vendors' reviews have a limit of their own. */
const MOST_JSON_BYTES = 1_000_000;

function jsonBody(event: APIGatewayProxyEventV2): unknown {
  const text = bodyText(event);
  if (text === '') return {};
  if (text.length > MOST_JSON_BYTES) {
    throw new Refusal('payload_too_large', `A body may have ${MOST_JSON_BYTES} bytes.`);
  }
  const type = event.headers['content-type'];
  if (type && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new Refusal('unsupported_media_type', 'Send the body as "Content-Type: application/json".');
  }
  return parseJson(Buffer.from(bodyBytes(event)).toString('utf8'), DESCRIPTIVE_MEMBERS);
}
