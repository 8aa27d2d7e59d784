import { signal } from '@preact/signals';

/** The latest message for screen readers: results, not progress. */
export const announcement = signal('');
/** An error that the user has not dismissed. */
export const failure = signal('');
/** Raised by each change, upon which screens load their data again. */
export const revision = signal(0);

export function announce(text: string): void {
  announcement.value = text;
}

export function fail(text: string): void {
  failure.value = text;
}
