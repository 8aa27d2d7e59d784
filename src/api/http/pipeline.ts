import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { readBasePath, readCorsOrigins, readCredentialedOrigins } from '../../config/http.ts';
import type { Caller } from '../../domain/actors.ts';
import { DomainError, ERRORS, OutOfTime, Overloaded } from '../../domain/errors.ts';
import { errorFields } from '../../platform/errorFields.ts';
import { log } from '../../platform/log.ts';
import { runRequest } from '../../platform/requestSignal.ts';
import { toResult } from './answer.ts';
import { fitAnswer } from './answerSize.ts';
import { bodyBytes, readBody } from './body.ts';
import { cors } from './cors.ts';
import { toEvent } from './event.ts';
import type { Event, Middleware, Result } from './middleware.ts';
import { toProblem } from './problem.ts';
import { createRouter, MethodNotAllowed, type Route } from './router.ts';

/** Time for the answer to a request that has run out of time. */
const ANSWER_MARGIN_MS = 250;

/**
 * A Lambda function that serves the routes behind an HTTP API (payload format 2.0). Every event is logged and answered,
 * errors with a problem document, a failure with a 500 without its cause.
 * @param authenticate undefined where the routes require no token
 */
export function httpFunction(routes: readonly Route[], authenticate?: (event: Event) => Promise<Caller>) {
  const basePath = readBasePath(process.env);
  const run = middy<Event, Result, Error, Context>({
    timeoutEarlyInMillis: ANSWER_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw new OutOfTime();
    },
  })
    .use(logging())
    .use(cors(readCorsOrigins(process.env), readCredentialedOrigins(process.env)))
    .use(navigation())
    .use(problems())
    .use(routing(routes, basePath))
    .use(authentication(authenticate))
    .handler((event, { awsRequestId: id }, { signal }) =>
      runRequest({ signal, id }, () => runEndpoint(event, basePath)),
    );
  return async (input: unknown, context?: Context): Promise<Result> => {
    const event = toEvent(input);
    const result = await run(event, context ?? ({} as Context));
    return event.method === 'HEAD' ? { ...result, body: '', isBase64Encoded: false } : result;
  };
}

async function runEndpoint(event: Event, basePath: string): Promise<Result> {
  const { match } = event;
  if (!match) throw new TypeError('a request that was not routed');
  const answer = await match.route.endpoint({
    params: match.params,
    query: event.query,
    headers: event.headers,
    bytes: () => bodyBytes(event),
    body: () => readBody(event, match.route.acceptsForms ?? false),
    // A custom domain hides the stage, and its mapping may remove the base path.
    basePath: event.hasOwnDomain ? basePath : match.prefix,
    get caller(): Caller {
      if (event.caller) return event.caller;
      throw new DomainError('unauthenticated', 'This function does not authenticate callers.');
    },
  });
  return fitAnswer(toResult(answer), event.headers['accept-encoding']);
}

/** Logs one line for each request, and returns its id to the caller. */
function logging(): Middleware {
  const finish: NonNullable<Middleware['after']> = ({ event, context, response, error }) => {
    const status = response?.statusCode ?? 500;
    const line = {
      request_id: context.awsRequestId,
      method: event.method ?? 'none',
      // The route, not the path: paths may contain usernames.
      route: event.match?.route.path ?? 'none',
      status,
      milliseconds: Math.round(performance.now() - (event.startedAt ?? performance.now())),
      ...(error instanceof DomainError && { detail: error.message }),
      ...(error && errorFields(error)),
    };
    writeLine(line, error);
    if (!response) return;
    response.headers = {
      ...response.headers,
      'x-content-type-options': 'nosniff',
      ...(context.awsRequestId && { 'x-request-id': context.awsRequestId }),
    };
  };
  return {
    before: ({ event }) => {
      event.startedAt = performance.now();
    },
    after: finish,
    onError: finish,
  };
}

function writeLine(line: Readonly<Record<string, unknown>>, error: Error | null | undefined): void {
  if (error instanceof Overloaded) log.error('request failed', { ...line, refusal: 'overloaded' });
  else if (error && !(error instanceof DomainError)) log.error('request failed', line);
  else if (error instanceof DomainError && error.code === 'vendor_failed') log.error('vendor failed', line);
  else if (error instanceof DomainError && error.incident) log.error(error.incident, line);
  else log.info('request', line);
}

/**
 * Answers of endpoints to which browsers navigate: the address that a redirect leads to does not learn the present one, and
 * only pages of the own host show a problem in a frame.
 */
function navigation(): Middleware {
  const finish: NonNullable<Middleware['after']> = ({ event, response, error }) => {
    if (!response || !event.match?.route.isNavigation) return;
    response.headers = {
      ...response.headers,
      'referrer-policy': 'no-referrer',
      ...(error && { 'x-frame-options': 'SAMEORIGIN' }),
    };
  };
  return { after: finish, onError: finish };
}

function problems(): Middleware {
  return {
    onError: request => {
      const { error, event } = request;
      const problem = toProblemInput(error);
      const field = problem.field ?? event.match?.route.formField?.(problem.inputErrors.map(({ pointer }) => pointer));
      const result = toResult(toProblem(problem, field));
      if (error instanceof MethodNotAllowed) result.headers = { ...result.headers, allow: error.allow };
      request.response = result;
    },
  };
}

function toProblemInput(error: unknown): Parameters<typeof toProblem>[0] {
  if (error instanceof DomainError) return error;
  if (error instanceof OutOfTime) return OUT_OF_TIME;
  return error instanceof Overloaded ? OVERLOADED : INTERNAL_ERROR;
}

const OVERLOADED = {
  code: 'overloaded',
  message: 'The database is overloaded or cannot be reached. Retry after the time in Retry-After.',
  inputErrors: [],
  field: undefined,
} as const;

/** The database or a vendor may be slow, and go on with the request: a repetition at once would meet it. */
const OUT_OF_TIME = {
  ...OVERLOADED,
  message: 'The request has run out of time, and may have had its effect. Retry after the time in Retry-After.',
  retryAfterSeconds: 10,
} as const;

const INTERNAL_ERROR = {
  code: 'internal_error',
  message: `${ERRORS.internal_error.title}. The request had no effect unless a retry reports otherwise.`,
  inputErrors: [],
  field: undefined,
} as const;

function routing(routes: readonly Route[], basePath: string): Middleware {
  const find = createRouter(routes);
  return {
    before: ({ event }) => {
      const { method, path, source } = event;
      if (method === undefined) throw notARequest(source);
      event.match = find(method, path, { isDecoded: true, prefixes: prefixesOf(basePath, event.stage) });
    },
  };
}

/** Possible prefixes of a path: the base path of a mapping, and the segment of a stage other than the default one. */
function prefixesOf(basePath: string, stage: string | undefined): string[] {
  const stagePath = stage === undefined || stage === '$default' ? '' : `/${stage}`;
  if (basePath === '' || stagePath === '') return [basePath, stagePath].filter(prefix => prefix !== '');
  return [basePath, stagePath, `${stagePath}${basePath}`, `${basePath}${stagePath}`];
}

function notARequest(source: string | undefined): DomainError {
  return new DomainError('invalid_request', 'The event is not a request of an HTTP API in payload format 2.0.', {
    logged: { event: source },
  });
}

function authentication(authenticate: ((event: Event) => Promise<Caller>) | undefined): Middleware {
  return {
    before: async ({ event }) => {
      // Routes require a token unless `needsToken` is false.
      if (authenticate && event.match?.route.needsToken !== false) event.caller = await authenticate(event);
    },
  };
}
