import { SharedState } from './sharedState.ts';

/** The latest message for screen readers: results, not progress. */
export const announcement = new SharedState('');
/** Errors that the user has not dismissed, the latest last. */
export const failures = new SharedState<readonly string[]>([]);
/** Raised by each change, upon which screens load their data again. */
export const revision = new SharedState(0);

export function loadAgain(): void {
  revision.value += 1;
}

/** The same text once more is another one by a character without a width: screen readers read changes only. */
export function announce(text: string): void {
  announcement.value = text !== '' && text === announcement.value ? `${text}\u200b` : text;
}

export function fail(text: string): void {
  failures.value = [...failures.value.filter(other => other !== text), text];
}

export function forgetNotices(): void {
  announcement.value = '';
  failures.value = [];
}
