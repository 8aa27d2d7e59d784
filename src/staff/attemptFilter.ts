import { ATTENTION_STATUSES, attentionReason } from './attention.ts';
import type { AttemptFilters } from './route.ts';
import type { Attempt } from './wire.ts';

/** Whether an attempt passes the filters; the service has searched by the text already. @param now milliseconds since 1970 */
export function matchesFilters(attempt: Attempt, filters: AttemptFilters, now: number): boolean {
  if (filters.exam !== null && attempt.proctored_exam?.id !== filters.exam) return false;
  if (filters.statuses.length > 0 && !filters.statuses.includes(attempt.status)) return false;
  return !filters.attention || attentionReason(attempt, now) !== undefined;
}

/** The statuses that the service has to look for; none for all. */
export function requestedStatuses({ statuses, attention }: AttemptFilters): readonly string[] {
  if (!attention) return statuses;
  return statuses.length === 0
    ? ATTENTION_STATUSES
    : statuses.filter(status => ATTENTION_STATUSES.some(candidate => candidate === status));
}
