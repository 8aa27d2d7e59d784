import type { Instant } from '../time.ts';

/** Fields that order the reviews of an attempt code. */
export interface DatedReview {
  /** Null where a review was stored without it. */
  attemptId: number | null;
  /** Null where nothing proves when the vendor came to its verdict: arrival decides. */
  verdictAt: Instant | null;
  /** When it was delivered; null where a review was stored without it. */
  receivedAt?: Instant | null;
  /** It was refused when it was delivered, and taken later. */
  isAcceptedLate?: boolean;
}

/** Whether a review that arrives is an earlier verdict on the same attempt than the one that counts. */
export function isEarlierVerdict(arriving: DatedReview, current: DatedReview): boolean {
  if (arriving.attemptId !== current.attemptId) return false;
  if (arriving.verdictAt !== null && current.verdictAt !== null) return arriving.verdictAt < current.verdictAt;
  // Of the others arrival decides. Clocks of several machines do not tell it: they are stored in that order already.
  const { isAcceptedLate, receivedAt } = arriving;
  if (!isAcceptedLate || receivedAt == null || current.receivedAt == null) return false;
  return receivedAt < current.receivedAt;
}

/** The reviews in the order of their verdicts: the last one counts. @param byArrival the first to arrive first */
export function sortByVerdict<Dated extends DatedReview>(byArrival: readonly Dated[]): Dated[] {
  const ordered: Dated[] = [];
  for (const review of byArrival) {
    const last = ordered.findLastIndex(earlier => !isEarlierVerdict(review, earlier));
    ordered.splice(last + 1, 0, review);
  }
  return ordered;
}
