import { DomainError } from '../../domain/errors.ts';
import type { Event, Middleware, Result } from './middleware.ts';
import { MethodNotAllowed } from './router.ts';

/** Seconds for which browsers cache a preflight: two hours is the maximum that all of them honour. */
const MAX_AGE = '7200';

/** The headers of a page: never `X-Requested-With`, which marks pages of the service's own host. */
const ALLOWED_HEADERS = 'Authorization, Content-Type, USE-JWT-COOKIE, X-CSRFToken';

/**
 * Permits web pages of the origins to call the service and read its errors. A preflight has no token; a path answers it
 * with its methods, an unknown one with the requested method, so that the page reads the 404.
 * @param origins as browsers send them, or `*` for any; none permits no web page
 * @param credentialed those of them whose pages may send the cookies of a session
 */
export function cors(origins: readonly string[], credentialed: readonly string[]): Middleware {
  const finish: NonNullable<Middleware['after']> = request => {
    if (origins.length === 0) return;
    const { event, error } = request;
    const origin = event.headers.origin;
    const allowed = origin === undefined ? undefined : allowedOrigin(origins, origin);
    const methods = methodsOf(error, event);
    if (allowed !== undefined && isPreflight(event) && methods !== undefined) {
      request.response = preflightAnswer(methods);
      // The preflight was answered.
      request.error = null;
    }
    const mayHaveCookies = allowed !== undefined && credentialed.includes(allowed);
    if (request.response) addHeaders(request.response, allowed, mayHaveCookies);
  };
  return { after: finish, onError: finish };
}

function allowedOrigin(origins: readonly string[], origin: string): string | undefined {
  if (origins.includes(origin)) return origin;
  return origins.includes('*') ? '*' : undefined;
}

function methodsOf(error: Error | null | undefined, { headers }: Event): string | undefined {
  if (error instanceof MethodNotAllowed) return error.allow;
  const isUnknown = error instanceof DomainError && error.code === 'path_not_found';
  return isUnknown ? headers['access-control-request-method'] : undefined;
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
function addHeaders(response: Result, allowed: string | undefined, mayHaveCookies: boolean): void {
  const { vary, ...headers } = response.headers ?? {};
  response.headers = {
    ...headers,
    vary: vary === undefined ? 'Origin' : `${vary}, Origin`,
    ...(allowed !== undefined && {
      'access-control-allow-origin': allowed,
      ...(mayHaveCookies && { 'access-control-allow-credentials': 'true' }),
      'access-control-expose-headers': 'X-Request-Id, Link, Content-Disposition',
    }),
  };
}
