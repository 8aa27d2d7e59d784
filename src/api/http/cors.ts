import type { Event, Middleware, Result } from './middleware.ts';
import { MethodNotAllowed } from './router.ts';

/** Seconds for which browsers cache a preflight: two hours is the maximum that all of them honour. */
const MAX_AGE = '7200';

/** The headers of a page: never `X-Requested-With`, which marks pages of the service's own host. */
const ALLOWED_HEADERS = 'Authorization, Content-Type, USE-JWT-COOKIE, X-CSRFToken';

/**
 * Permits web pages of the origins to call the service and read its errors; those of a named origin with the cookies of
 * the browser's session. A preflight has no token; every path answers it with its methods.
 * @param origins as browsers send them, or `*` for any; none permits no web page
 */
export function cors(origins: readonly string[]): Middleware {
  const finish: NonNullable<Middleware['after']> = request => {
    if (origins.length === 0) return;
    const { event, error } = request;
    const origin = event.headers.origin;
    const allowed = origin === undefined ? undefined : allowedOrigin(origins, origin);
    if (allowed !== undefined && isPreflight(event) && error instanceof MethodNotAllowed) {
      request.response = preflightAnswer(error.allow);
      // The preflight was answered.
      request.error = null;
    }
    if (request.response) addHeaders(request.response, allowed);
  };
  return { after: finish, onError: finish };
}

function allowedOrigin(origins: readonly string[], origin: string): string | undefined {
  if (origins.includes(origin)) return origin;
  return origins.includes('*') ? '*' : undefined;
}

function isPreflight({ headers, method }: Event): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function preflightAnswer(methods: string): Result {
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-methods': methods,
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': MAX_AGE,
    },
  };
}

/** `Vary` keeps caches from serving one origin's answer to another. */
function addHeaders(response: Result, allowed: string | undefined): void {
  const { vary, ...headers } = response.headers ?? {};
  response.headers = {
    ...headers,
    vary: vary === undefined ? 'Origin' : `${vary}, Origin`,
    ...(allowed !== undefined && {
      'access-control-allow-origin': allowed,
      ...(allowed !== '*' && { 'access-control-allow-credentials': 'true' }),
      'access-control-expose-headers': 'X-Request-Id, Link, Content-Disposition',
    }),
  };
}
