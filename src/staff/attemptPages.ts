import { client } from './api.ts';
import { matchesFilters } from './attemptFilter.ts';
import type { AttemptFilters } from './route.ts';
import type { ListedAttempt } from './wire.ts';

export interface AttemptPage {
  attempts: ListedAttempt[];
  /** Null at the end of the list. */
  next: string | null;
}

/** Calls for one press of "More": filters may leave out whole pages. */
const MAX_CALLS = 8;
const MIN_ROWS = 10;

/** Attempts from the cursor on, until there are enough to show; "" for the beginning. */
export async function loadAttempts(
  course: string,
  filters: AttemptFilters,
  cursor: string,
  signal: AbortSignal,
): Promise<AttemptPage> {
  const attempts: ListedAttempt[] = [];
  let next: string | null = cursor;
  for (let calls = 0; calls < MAX_CALLS && next !== null && attempts.length < MIN_ROWS; calls++) {
    const page = await loadPage(course, filters.text, next, signal);
    const now = Date.now();
    attempts.push(...page.proctored_exam_attempts.filter(attempt => matchesFilters(attempt, filters, now)));
    next = page.next_cursor ?? null;
  }
  return { attempts, next };
}

function loadPage(course: string, text: string, cursor: string, signal: AbortSignal) {
  const params = { course_id: course };
  const query = { cursor };
  return text === ''
    ? client.listAttempts({ params, query }, { signal })
    : client.searchAttempts({ params: { ...params, text }, query }, { signal });
}
