import { client, describeError } from './api.ts';
import { revision } from './notices.ts';
import { isLoggedIn } from './session.ts';
import { SharedState } from './sharedState.ts';

export interface Identity {
  name: string;
  isGlobalStaff: boolean;
  courses: readonly string[];
}

/** The user and their rights; undefined until the service has answered. */
export const identity = new SharedState<Identity | undefined>(undefined);
/** Why they could not be read. */
export const identityError = new SharedState<string | undefined>(undefined);

/** Reads the user's rights after each log-in, and again after a failure when anything else is. */
export function watchIdentity(): void {
  const update = () => {
    if (!isLoggedIn.value) {
      identity.value = undefined;
      identityError.value = undefined;
    } else if (identity.value === undefined) void loadIdentity();
  };
  isLoggedIn.subscribe(update);
  revision.subscribe(update);
}

async function loadIdentity(): Promise<void> {
  try {
    const { name, username, is_staff, course_staff } = await client.getMe();
    if (!isLoggedIn.value) return;
    identity.value = { name: name || username, isGlobalStaff: is_staff, courses: course_staff };
    identityError.value = undefined;
  } catch (error) {
    // Another call has read them meanwhile, or the log-in has ended.
    if (isLoggedIn.value && identity.value === undefined) identityError.value = describeError(error);
  }
}
