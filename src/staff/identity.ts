import { effect, signal } from '@preact/signals';
import { client, describeError } from './api.ts';
import { fail } from './notices.ts';
import { isLoggedIn } from './session.ts';

export interface Identity {
  name: string;
  isGlobalStaff: boolean;
  courses: readonly string[];
}

/** The user and their rights; undefined until the service has told. */
export const identity = signal<Identity | undefined>(undefined);

/** Reads the user's rights after each log-in. */
export function watchIdentity(): void {
  effect(() => {
    if (isLoggedIn.value) void loadIdentity();
    else identity.value = undefined;
  });
}

async function loadIdentity(): Promise<void> {
  try {
    const { name, username, is_staff, course_staff } = await client.getMe();
    identity.value = { name: name || username, isGlobalStaff: is_staff, courses: course_staff };
  } catch (error) {
    fail(describeError(error));
  }
}
