import { createClient, ProblemError } from '../client/client.ts';
import { ActionError } from './actionError.ts';
import { createConditionalFetch } from './conditionalFetch.ts';
import { nameOf } from './learnerName.ts';
import { currentToken, endSession } from './session.ts';
import { PAGE_SETTINGS } from './settings.ts';
import { statusText } from './statuses.ts';

/** Browsers refuse more than 64 KB in all requests that outlive their page. */
export const MAX_KEPT_LENGTH = 8000;

/** Changes are completed although the page is closed meanwhile. */
const send: typeof fetch = (input, init) => {
  const { body } = init ?? {};
  return fetch(input, { ...init, keepalive: typeof body === 'string' && body.length <= MAX_KEPT_LENGTH });
};

/** The typed client with the user's token. */
export const client = createClient({
  baseUrl: `${location.origin}${PAGE_SETTINGS.basePath}`,
  token: currentToken,
  fetch: createConditionalFetch(url => url.includes('/v1/monitor/'), send),
});

/** An error in words for the user; an invalid token ends the session. */
export function describeError(error: unknown): string {
  if (error instanceof ProblemError) {
    if (error.status === 401) endSession('The service no longer accepts this log-in. Log in again to continue here.');
    if (error.attempt) return describeConflict(error.attempt);
    return error.status >= 500 ? `${error.detail} Try again in a moment.` : error.detail;
  }
  if (error instanceof ActionError) return error.message;
  if (error instanceof TypeError) return 'The service cannot be reached. Check the connection and try again.';
  throw error;
}

/** Somebody else, or the schedule, has acted since the user looked. */
function describeConflict(attempt: NonNullable<ProblemError['attempt']>): string {
  const status = statusText(attempt.status).label;
  return `Nothing was sent: the attempt of ${nameOf(attempt)} has changed meanwhile and is now “${status}”. Look at it and decide again.`;
}

export function isProblem(error: unknown, ...codes: string[]): boolean {
  return error instanceof ProblemError && codes.includes(error.code);
}
