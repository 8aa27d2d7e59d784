import { client } from './api.ts';
import { matchesFilters, requestedStatuses } from './attemptFilter.ts';
import type { AttemptFilters } from './route.ts';
import type { ListedAttempt } from './wire.ts';

export interface AttemptPage {
  attempts: ListedAttempt[];
  /** Null at the end of the list. */
  next: string | null;
  /** Whether the service has stopped searching at its limit, before the end and a full page. */
  isCutOff: boolean;
}

/** Calls for one press of "Show more": attention is judged here, and may leave out whole pages. */
const MAX_CALLS = 8;
const MIN_ROWS = 10;
/** Attempts of a full page. */
const PAGE_ROWS = 25;

/**
 * Attempts from the cursor on, until there are enough to show; "" for the beginning.
 * @param rowCount rows that a list already has, when it is loaded again
 */
export async function loadAttempts(
  course: string,
  filters: AttemptFilters,
  { cursor, rowCount = 0 }: { cursor: string; rowCount?: number },
  signal: AbortSignal,
): Promise<AttemptPage> {
  const attempts: ListedAttempt[] = [];
  const statuses = requestedStatuses(filters);
  // The chosen statuses never need attention.
  if (filters.attention && statuses.length === 0) return { attempts, next: null, isCutOff: false };
  const enough = Math.max(MIN_ROWS, rowCount);
  const maxCalls = MAX_CALLS + Math.ceil(rowCount / PAGE_ROWS);
  let next: string | null = cursor;
  let isCutOff = false;
  for (let calls = 0; calls < maxCalls && next !== null && !isCutOff && attempts.length < enough; calls++) {
    const page = await loadPage(course, filters, statuses, next, signal);
    const now = Date.now();
    const results = page.proctored_exam_attempts;
    attempts.push(...results.filter(attempt => matchesFilters(attempt, filters, now)));
    next = page.next_cursor ?? null;
    isCutOff = next !== null && results.length < PAGE_ROWS;
  }
  return { attempts, next, isCutOff };
}

function loadPage(
  course: string,
  { exam, text }: AttemptFilters,
  statuses: readonly string[],
  cursor: string,
  signal: AbortSignal,
) {
  const params = { course_id: course };
  const query = {
    cursor,
    ...(statuses.length > 0 && { status: statuses.join(',') }),
    ...(exam !== null && { exam_id: exam }),
  };
  return text === ''
    ? client.listAttempts({ params, query }, { signal })
    : client.searchAttempts({ params: { ...params, text }, query }, { signal });
}
