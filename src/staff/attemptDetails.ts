import { client } from './api.ts';
import { presentAllowances, type TimelineSources } from './timeline.ts';
import type { AllowanceChange, Attempt, CurrentReview, ListedAttempt } from './wire.ts';

export interface AttemptDetails {
  attempt: Attempt;
  isArchived: boolean;
  review: CurrentReview | null;
  /** Sources of the time line. */
  sources: TimelineSources;
  /** Whether there are earlier changes, of the attempt or of allowances, or notes that are not loaded. */
  isHistoryPartial: boolean;
  /** The allowances of the learner at the exam. */
  allowances: { key: string; value: string }[];
  /** Attempts of the learner in the course, newest first; the shown one is among them unless it is removed. */
  others: ListedAttempt['all_attempts'];
}

const MAX_PAGES = 5;
const PAGE_ENTRIES = 100;

/** Everything about an attempt; its parts are loaded side by side. */
export async function loadAttempt(course: string, code: string, signal: AbortSignal): Promise<AttemptDetails> {
  const params = { attempt_code: code };
  const [{ attempt, is_archived, review = null }, history, notes] = await Promise.all([
    client.locateAttempt({ params, query: { include: 'review' } }, { signal }),
    readPages(query => client.readHistory({ params, query }, { signal })),
    readPages(query => client.listNotes({ params, query }, { signal })),
  ]);
  const [others, changes] = await Promise.all([
    loadOthers(course, attempt, signal),
    loadAllowanceChanges(attempt, signal),
  ]);
  const reviews = review === null ? [] : [review, ...review.earlier_versions];
  return {
    attempt,
    isArchived: is_archived,
    review,
    sources: { attempt, history: history.entries, reviews, allowanceChanges: changes.entries, notes: notes.entries },
    isHistoryPartial: [history, notes, changes].some(({ isPartial }) => isPartial),
    allowances: presentAllowances(changes.entries),
    others,
  };
}

interface Pages<Row> {
  entries: Row[];
  isPartial: boolean;
}

/** The first pages of a list, whose latest entries come first. */
async function readPages<Row>(
  read: (query: { limit: number; cursor?: string }) => Promise<{ results: Row[]; next_cursor: string | null }>,
): Promise<Pages<Row>> {
  const entries: Row[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; pages < MAX_PAGES && cursor !== null; pages++) {
    const page = await read({ limit: PAGE_ENTRIES, ...(cursor !== undefined && { cursor }) });
    entries.push(...page.results);
    // Earlier releases answer some lists without a cursor, as one page.
    cursor = page.next_cursor ?? null;
  }
  return { entries, isPartial: cursor !== null };
}

async function loadAllowanceChanges(attempt: Attempt, signal: AbortSignal): Promise<Pages<AllowanceChange>> {
  const exam_id = attempt.proctored_exam?.id;
  if (exam_id === undefined) return { entries: [], isPartial: false };
  const user_id = attempt.user.id;
  return readPages(page =>
    client.listAllowanceChanges({ params: { exam_id }, query: { user_id, ...page } }, { signal }),
  );
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
