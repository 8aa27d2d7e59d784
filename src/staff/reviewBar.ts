import type { ReviewComment } from './wire.ts';

/** A comment as a mark on a bar that is as long as the exam. */
export interface Mark {
  /** Index of its comment. */
  index: number;
  /** In thousandths of the bar. */
  x: number;
  width: number;
  group: CommentGroup;
}

export type CommentGroup = 'violation' | 'suspicious' | 'clean' | 'other';

/** In thousandths: a mark of a moment remains visible. */
const MIN_WIDTH = 6;

/** Comments in the order of the recording; those without a time come last. */
export function inOrder(comments: readonly ReviewComment[]): ReviewComment[] {
  return comments.toSorted(
    (a, b) => (a.start ?? Number.POSITIVE_INFINITY) - (b.start ?? Number.POSITIVE_INFINITY) || 0,
  );
}

/** The length of the bar in seconds: the exam's duration, or to the end of the last comment. */
export function barSeconds(comments: readonly ReviewComment[], durationSeconds: number | null): number {
  const ends = comments.flatMap(({ start, stop }) => [start ?? 0, stop ?? 0]);
  return Math.max(1, durationSeconds ?? 0, ...ends);
}

/** The marks of comments that have a time. */
export function marksOf(comments: readonly ReviewComment[], seconds: number): Mark[] {
  return comments.flatMap(({ start, stop, status }, index) => {
    if (start === null) return [];
    const x = thousandths(start, seconds);
    const end = thousandths(Math.max(start, stop ?? start), seconds);
    const width = Math.min(1000, Math.max(MIN_WIDTH, end - x));
    return [{ index, x: Math.min(x, 1000 - width), width, group: groupOf(status) }];
  });
}

function thousandths(position: number, seconds: number): number {
  return Math.min(1000, Math.max(0, Math.round((position / seconds) * 1000)));
}

/** The group of a vendor's comment status. */
export function groupOf(status: string): CommentGroup {
  const text = status.toLowerCase();
  if (/violation|fail|reject/.test(text)) return 'violation';
  if (/suspic/.test(text)) return 'suspicious';
  return /clean|pass/.test(text) ? 'clean' : 'other';
}
