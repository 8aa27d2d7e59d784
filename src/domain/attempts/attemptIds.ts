import type { Attempt } from './attempt.ts';

export const MAX_ATTEMPT_CODE_LENGTH = 255;

export const MAX_EXTERNAL_ID_LENGTH = 255;

/** Compares ignoring case: vendors change the case of their own ids. */
export function hasExternalId(attempt: Attempt, externalId: string): boolean {
  return attempt.externalId !== null && attempt.externalId.toLowerCase() === externalId.toLowerCase();
}
