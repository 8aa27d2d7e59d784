import type { SessionCookieNames } from '../../config/auth.ts';
import type { Event } from './middleware.ts';

/** The value of the Authorization header, or else the session of a browser at Open edX: a token in two cookies. */
export function authorizationOf({ headers, cookies }: Event, names: SessionCookieNames): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization;
  // Against CSRF: another site cannot send either header without a preflight, which configured origins pass at most.
  const isOwnPage = headers['use-jwt-cookie'] !== undefined || headers['x-requested-with'] === 'XMLHttpRequest';
  if (!isOwnPage) return undefined;
  const [payload, signature] = [cookies.get(names.headerPayload), cookies.get(names.signature)];
  return payload && signature ? `JWT ${payload}.${signature}` : undefined;
}
