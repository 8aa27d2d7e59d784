import { ProblemError } from '../client/client.ts';
import { client } from './api.ts';
import { nameOf } from './learnerName.ts';
import { statusText } from './statuses.ts';
import type { Attempt } from './wire.ts';

/** The attempt as it is now, if an action was rejected because somebody else has changed it. */
export async function changedAttempt(error: unknown, attemptId: number): Promise<Attempt | undefined> {
  if (!(error instanceof ProblemError) || error.code !== 'attempt_changed') return undefined;
  return error.attempt ?? readPresent(attemptId);
}

/** Undefined if it cannot be read. */
export function readPresent(attempt_id: number): Promise<Attempt | undefined> {
  return client.getAttempt({ params: { attempt_id } }).catch(() => undefined);
}

/** Somebody else, or the schedule, has acted since the user looked. */
export function describeConflict(attempt: Attempt): string {
  const status = statusText(attempt.status).label;
  return `Nothing was changed: the attempt of ${nameOf(attempt)} has changed meanwhile and is now “${status}”. Look at it and decide again.`;
}
