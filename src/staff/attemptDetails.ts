import { client, isProblem } from './api.ts';
import { presentAllowances, type TimelineSources } from './timeline.ts';
import type { AllowanceChange, Attempt, CurrentReview, HistoryEntry, ListedAttempt, Note } from './wire.ts';

export interface AttemptDetails {
  attempt: Attempt;
  isArchived: boolean;
  review: CurrentReview | undefined;
  /** Of the time line. */
  sources: TimelineSources;
  /** Whether there are earlier changes or notes that are not loaded. */
  isHistoryPartial: boolean;
  /** The allowances of the learner at the exam. */
  allowances: { key: string; value: string }[];
  /** Attempts of the learner in the course, newest first; the shown one is among them unless it is removed. */
  others: ListedAttempt['all_attempts'];
}

const MAX_HISTORY_PAGES = 5;

/** Everything about an attempt; its parts are loaded side by side. */
export async function loadAttempt(course: string, code: string, signal: AbortSignal): Promise<AttemptDetails> {
  const params = { attempt_code: code };
  const [{ attempt, is_archived }, history, review, notes] = await Promise.all([
    client.locateAttempt({ params }, { signal }),
    loadHistory(code, signal),
    client.readReview({ params }, { signal }).catch(undefinedWithoutReview),
    loadNotes(code, signal),
  ]);
  const [others, allowanceChanges] = await Promise.all([
    loadOthers(course, attempt, signal),
    loadAllowanceChanges(attempt, signal),
  ]);
  const reviews = review === undefined ? [] : [review, ...review.earlier_versions];
  return {
    attempt,
    isArchived: is_archived,
    review,
    sources: { attempt, history: history.entries, reviews, allowanceChanges, notes: notes.entries },
    isHistoryPartial: history.isPartial || notes.isPartial,
    allowances: presentAllowances(allowanceChanges),
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

const MAX_NOTES = 100;

async function loadNotes(code: string, signal: AbortSignal): Promise<{ entries: Note[]; isPartial: boolean }> {
  const input = { params: { attempt_code: code }, query: { limit: MAX_NOTES } };
  const { results, next_cursor } = await client.listNotes(input, { signal });
  return { entries: results, isPartial: next_cursor !== null };
}

async function loadAllowanceChanges(attempt: Attempt, signal: AbortSignal): Promise<AllowanceChange[]> {
  const exam_id = attempt.proctored_exam?.id;
  if (exam_id === undefined) return [];
  const input = { params: { exam_id }, query: { user_id: attempt.user.id } };
  const { results } = await client.listAllowanceChanges(input, { signal });
  return results;
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
