import type { SessionCookieNames } from '../../config/auth.ts';
import type { Event } from './middleware.ts';

/** The value of the Authorization header, or else the session of a browser at Open edX: a token in two cookies. */
export function authorizationOf(event: Event, names: SessionCookieNames): string | undefined {
  const { headers, cookies } = event;
  if (headers.authorization !== undefined) return headers.authorization;
  // Against CSRF: another site cannot send either header without a preflight, which configured origins pass at most.
  const isOwnPage = headers['use-jwt-cookie'] !== undefined || headers['x-requested-with'] === 'XMLHttpRequest';
  // A link or a frame can send no header; these endpoints change nothing.
  if (!isOwnPage && !event.match?.route.isNavigation) return undefined;
  const values = parseCookies(cookies);
  const [payload, signature] = [values.get(names.headerPayload), values.get(names.signature)];
  return payload && signature ? `JWT ${payload}.${signature}` : undefined;
}

/** The last value of a repeated name counts, as at the LMS: so both identify the same person. */
function parseCookies(cookies: readonly string[]): Map<string, string> {
  const pairs = cookies.flatMap(text => text.split(';')).map(pair => pair.split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]));
}
