import type { Event, Middleware, Result } from './middleware.ts';
import { MethodNotAllowed } from './router.ts';

/** Browsers remember a preflight's answer for so many seconds; two hours are the most that all of them take. */
const MAX_AGE = '7200';

/**
 * Lets web pages of these origins call the service, and read its refusals. Tokens travel in a header that the page sets,
 * so no browser sends credentials by itself and none are allowed. A preflight carries no token: it is answered for every
 * path there is, with the methods that the path has.
 * @param origins as the browser writes them, or `*` for any; none leaves the service closed
 */
export function cors(origins: readonly string[]): Middleware {
  const finish: NonNullable<Middleware['after']> = request => {
    if (origins.length === 0) return;
    const { event, error } = request;
    const origin = event.headers.origin;
    const allowed = origin === undefined ? undefined : allowedOrigin(origins, origin);
    if (allowed !== undefined && isPreflight(event) && error instanceof MethodNotAllowed) {
      request.response = preflightAnswer(error.allow);
      // It was no refusal after all.
      request.error = null;
    }
    if (request.response) addHeaders(request.response, allowed);
  };
  return { after: finish, onError: finish };
}

function allowedOrigin(origins: readonly string[], origin: string): string | undefined {
  if (origins.includes('*')) return '*';
  return origins.includes(origin) ? origin : undefined;
}

function isPreflight({ headers, method }: Event): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function preflightAnswer(methods: string): Result {
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-max-age': MAX_AGE,
    },
  };
}

/** No cache may hand one origin's answer to another one. */
function addHeaders(response: Result, allowed: string | undefined): void {
  const { vary, ...headers } = response.headers ?? {};
  response.headers = {
    ...headers,
    vary: vary === undefined ? 'Origin' : `${vary}, Origin`,
    ...(allowed !== undefined && {
      'access-control-allow-origin': allowed,
      'access-control-expose-headers': 'X-Request-Id, Link, Content-Disposition',
    }),
  };
}
