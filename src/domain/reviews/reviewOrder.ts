import type { Instant } from '../time.ts';

/** The fields that order the reviews of an attempt code. */
export interface DatedReview {
  /** Null on reviews older than the field. */
  attemptId: number | null;
  /** The time of the verdict; null if nothing proves it: then the arrival decides. */
  verdictAt: Instant | null;
  /** The time of delivery; null on reviews older than the field. */
  receivedAt?: Instant | null;
  /** Refused on delivery, and recorded later. */
  isRecordedLate?: boolean;
}

/** Whether an arriving review is an earlier verdict on the same attempt than the current review. */
export function isEarlierVerdict(arriving: DatedReview, current: DatedReview): boolean {
  if (arriving.attemptId !== current.attemptId) return false;
  if (arriving.verdictAt !== null && current.verdictAt !== null) return arriving.verdictAt < current.verdictAt;
  // Otherwise the order of storing decides, as clocks of several machines differ; only reviews recorded late are sorted.
  const { isRecordedLate, receivedAt } = arriving;
  // Stryker disable next-line ConditionalExpression: a comparison with no time is false as well; the types need the check.
  if (!isRecordedLate || receivedAt == null || current.receivedAt == null) return false;
  return receivedAt < current.receivedAt;
}

/** Sorts reviews of an attempt code by their verdicts; the current one comes last. @param byArrival in the order of arrival */
export function sortByVerdict<Dated extends DatedReview>(byArrival: readonly Dated[]): Dated[] {
  const ordered: Dated[] = [];
  for (const review of byArrival) {
    const last = ordered.findLastIndex(earlier => !isEarlierVerdict(review, earlier));
    ordered.splice(last + 1, 0, review);
  }
  return ordered;
}
