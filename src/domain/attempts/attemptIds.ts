import type { Attempt } from './attempt.ts';

/** No attempt has a longer code. */
export const MAX_ATTEMPT_CODE_LENGTH = 255;

/** No vendor's id is longer. */
export const MAX_EXTERNAL_ID_LENGTH = 255;

/** Whether the attempt has this id of the vendor's. Vendors change the case of their own ids. */
export function hasExternalId(attempt: Attempt, externalId: string): boolean {
  return attempt.externalId !== null && attempt.externalId.toLowerCase() === externalId.toLowerCase();
}
