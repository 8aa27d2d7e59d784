import { sendAll } from './pendingActions.ts';
import { forgetSearches } from './searches.ts';
import { endSession, hasToken, presentToken } from './session.ts';
import { NOTICES } from './wording.ts';

/** A connection that hangs does not leave the page logged in. */
const MAX_WAIT_MS = 10_000;

/** Actions that wait are sent first, as when the page is closed; their failures are shown at the log-in. */
export async function logOut(): Promise<void> {
  const token = presentToken();
  const isAnswered = await Promise.race([
    sendAll().then(() => true),
    new Promise<boolean>(resolve => setTimeout(resolve, MAX_WAIT_MS, false)),
  ]);
  // The session can have ended, and another one can have begun.
  if (!hasToken(token)) return;
  forgetSearches();
  endSession(isAnswered ? '' : NOTICES.unanswered);
}
