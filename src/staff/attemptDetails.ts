import { client, isProblem } from './api.ts';
import { mergeTimeline, type TimelineEntry } from './timeline.ts';
import type { Allowance, Attempt, CurrentReview, HistoryEntry, ListedAttempt } from './wire.ts';

export interface AttemptDetails {
  attempt: Attempt;
  isArchived: boolean;
  review: CurrentReview | undefined;
  timeline: TimelineEntry[];
  /** Whether the history has earlier changes that are not loaded. */
  isHistoryPartial: boolean;
  /** The allowances of the learner at the exam. */
  allowances: Allowance[];
  /** Attempts of the learner in the course, newest first; the shown one is among them unless it is removed. */
  others: ListedAttempt['all_attempts'];
}

const MAX_HISTORY_PAGES = 5;

/** Everything about an attempt; its parts are loaded side by side. */
export async function loadAttempt(course: string, code: string, signal: AbortSignal): Promise<AttemptDetails> {
  const params = { attempt_code: code };
  const [{ attempt, is_archived }, history, review, courseAllowances] = await Promise.all([
    client.locateAttempt({ params }, { signal }),
    loadHistory(code, signal),
    client.readReview({ params }, { signal }).catch(undefinedWithoutReview),
    client.getAllowances({ params: { course_id: course } }, { signal }),
  ]);
  const allowances = courseAllowances.filter(
    ({ user, proctored_exam }) => user.id === attempt.user.id && proctored_exam.id === attempt.proctored_exam?.id,
  );
  const others = await loadOthers(course, attempt, signal);
  const reviews = review === undefined ? [] : [review, ...review.earlier_versions];
  return {
    attempt,
    isArchived: is_archived,
    review,
    timeline: mergeTimeline({ attempt, history: history.entries, reviews, allowances }),
    isHistoryPartial: history.isPartial,
    allowances,
    others,
  };
}

function undefinedWithoutReview(error: unknown): undefined {
  if (!isProblem(error, 'review_not_found')) throw error;
}

async function loadHistory(
  code: string,
  signal: AbortSignal,
): Promise<{ entries: HistoryEntry[]; isPartial: boolean }> {
  const entries: HistoryEntry[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; pages < MAX_HISTORY_PAGES && cursor !== null; pages++) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await client.readHistory({ params: { attempt_code: code }, query }, { signal });
    entries.push(...page.results);
    cursor = page.next_cursor;
  }
  return { entries, isPartial: cursor !== null };
}

async function loadOthers(
  course: string,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<ListedAttempt['all_attempts']> {
  const { username, id } = attempt.user;
  if (username === '') return [];
  const params = { course_id: course, text: username };
  const page = await client.searchAttempts({ params, query: { cursor: '' } }, { signal });
  return page.proctored_exam_attempts
    .filter(({ user }) => user.id === id)
    .flatMap(({ all_attempts }) => all_attempts)
    .sort((a, b) => b.id - a.id);
}
