import { createHmac } from 'node:crypto';

/** The time that the vendor's browser has to reach the exam. */
const LIFETIME_SECONDS = 4 * 3600;

export interface LaunchCookieSettings {
  key: string;
  /** Shared with the LMS; the service's own host if null. */
  domain: string | null;
}

/**
 * The cookie `exam` of a browser that the vendor opened: `base64url(JSON) "." base64url(HMAC-SHA256 of the former)`, with
 * the JSON `{attempt_code, exam_id, exp}`, `exp` in seconds since 1970.
 * @param now milliseconds since 1970
 */
export function launchCookie(
  { attemptCode, examId }: { attemptCode: string; examId: number },
  { key, domain }: LaunchCookieSettings,
  now: number,
): string {
  const exp = Math.floor(now / 1000) + LIFETIME_SECONDS;
  const value = Buffer.from(JSON.stringify({ attempt_code: attemptCode, exam_id: examId, exp })).toString('base64url');
  const signature = createHmac('sha256', key).update(value).digest('base64url');
  return [
    `exam=${value}.${signature}`,
    `Max-Age=${LIFETIME_SECONDS}`,
    ...(domain === null ? [] : [`Domain=${domain}`]),
    'Path=/',
    'HttpOnly',
    'Secure',
    'SameSite=Lax',
  ].join('; ');
}
