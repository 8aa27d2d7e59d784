import { createClient, ProblemError } from '../client/client.ts';
import { ActionError } from './actionError.ts';
import { createConditionalFetch } from './conditionalFetch.ts';
import { createKeptFetch } from './keptFetch.ts';
import { currentToken, endSession, hasToken, replaceToken, session } from './session.ts';
import { bindCalls, type CallSession, createSessionFetch } from './sessionCalls.ts';
import { PAGE_SETTINGS } from './settings.ts';
import { timedFetch } from './timedFetch.ts';
import { NOTICES } from './wording.ts';

const SESSION: CallSession = {
  number: () => session.value,
  hasToken,
  replaceToken,
  end: () => endSession(NOTICES.loginRejected),
};

const send = createKeptFetch(timedFetch);

/** The typed client with the user's token. */
export const client = bindCalls(
  SESSION,
  createClient({
    baseUrl: `${location.origin}${PAGE_SETTINGS.basePath}`,
    token: currentToken,
    fetch: createConditionalFetch(url => url.includes('/v1/monitor/'), createSessionFetch(SESSION, send)),
  }),
);

/** An error in words for the user. */
export function describeError(error: unknown): string {
  if (error instanceof ProblemError) {
    const isTemporary = error.status >= 500 || error.status === 429;
    // A gateway answers without a problem document.
    if (isTemporary && error.code === 'unknown') return NOTICES.busy;
    return isTemporary ? `${error.detail} Try again in a moment.` : error.detail;
  }
  if (error instanceof ActionError) return error.message;
  const isUnanswered = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
  if (isUnanswered) return NOTICES.unreachable;
  // For the console: the caller gets a text all the same.
  queueMicrotask(() => {
    throw error;
  });
  return NOTICES.fault;
}

export function isProblem(error: unknown, ...codes: string[]): boolean {
  return error instanceof ProblemError && codes.includes(error.code);
}
