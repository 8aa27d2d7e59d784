import type { SessionCookieNames } from '../../config/auth.ts';
import type { Event } from './middleware.ts';

/**
 * The value of the Authorization header, or in its place the session of a browser at Open edX: a token in two cookies.
 * The cookies count only beside a header that no other site can send without a preflight, `USE-JWT-COOKIE` or
 * `X-Requested-With` (which CORS does not allow): otherwise any page could act for a learner who visits it.
 */
export function authorizationOf({ headers, cookies }: Event, names: SessionCookieNames): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization;
  const isOwnPage = headers['use-jwt-cookie'] !== undefined || headers['x-requested-with'] === 'XMLHttpRequest';
  if (!isOwnPage) return undefined;
  const [payload, signature] = [cookies.get(names.headerPayload), cookies.get(names.signature)];
  return payload && signature ? `JWT ${payload}.${signature}` : undefined;
}
