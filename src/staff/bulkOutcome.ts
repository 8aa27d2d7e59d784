import { describeResults, type RowResult } from './bulk.ts';
import { route } from './navigation.ts';
import { fail } from './notices.ts';
import { isLoggedIn } from './session.ts';
import { SharedState } from './sharedState.ts';
import type { Attempt } from './wire.ts';
import type { BulkAction } from './wording.ts';

/** The choice of attempts and of what happens to them. */
export interface BulkChoice {
  action: BulkAction;
  attempts: readonly Attempt[];
  course: string;
  /** The reason of an earlier try. */
  reason: string;
  minutes: string;
}

export interface BulkOutcome {
  choice: BulkChoice;
  results: readonly RowResult[];
}

/** The attempts that are about to be decided on in the dialog. */
export const bulkChoice = new SharedState<BulkChoice | undefined>(undefined);
export const NOTHING: ReadonlySet<number> = new Set();
/** Ids of the attempts that are ticked in the list. */
export const selection = new SharedState<ReadonlySet<number>>(NOTHING);
/** The results of the latest action on several attempts, until they are dismissed. */
export const bulkOutcome = new SharedState<BulkOutcome | undefined>(undefined);

/** Shows the results of all. @returns them in a sentence */
export function showOutcome(choice: BulkChoice, results: readonly RowResult[]): string {
  const summary = describeResults(choice.action, results);
  if (!isLoggedIn.value) {
    fail(`${summary}. The log-in has ended: decide again on the others after the next one.`);
    return summary;
  }
  bulkOutcome.value = { choice, results };
  // Elsewhere the list of results is not visible.
  if (route.value.screen !== 'attempts' && results.some(({ ok }) => !ok)) {
    fail(`${summary}. The screen of the attempts tells why the others are not.`);
  }
  return summary;
}
