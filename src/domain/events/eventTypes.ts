import { ATTEMPT_STATUSES } from '../attempts/status.ts';

const ofAttempts = [...ATTEMPT_STATUSES, 'other', 'removed'].map(status => `attempt.${status}`);

/** All types of events. A test is sent to its webhook only, and not logged. */
export const EVENT_TYPES: readonly string[] = [
  ...ofAttempts,
  ...['review.stored', 'review.replaced', 'allowance.set', 'allowance.removed', 'webhook.test', 'webhook.disabled'],
].map(type => `proctoring.${type}.v1`);

/** Whether the type is the pattern, or begins with it if that ends with `*`. */
export function matchesType(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
