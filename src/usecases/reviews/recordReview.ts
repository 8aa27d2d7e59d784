import type { Actor } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import { DomainError } from '../../domain/errors.ts';
import { anonymiseDelivery } from '../../domain/privacy/personalData.ts';
import type { ReviewOutcomes } from '../../domain/reviews/outcomes.ts';
import type { ReviewDelivery } from '../../domain/reviews/review.ts';
import { isEarlierVerdict } from '../../domain/reviews/reviewOrder.ts';
import { type ReviewSettings, reviewChange, verdictOn } from '../../domain/reviews/verdict.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { findByCode, type Located, type LocatingPorts } from '../attempts/locateAttempt.ts';
import type { DirectoryEntry } from '../ports/directory.ts';
import type { ReviewedAttempt, ReviewStore, StoredReview } from '../ports/reviewStore.ts';
import { attemptOfReviewDoesNotExist } from './locateDelivery.ts';
/** `repeated`: exactly this delivery was taken before; nothing changed. */
export type ReviewReceipt = { outcome: 'stored' | 'repeated'; attemptId: number; isArchived: boolean };

/** Conflicts are with another callback, a removal or a creation. */
const RETRIES = { maxTries: 100, busy: 'Too many reviews of this attempt arrive at once. Send it again.' };

/**
 * Takes a vendor's review: checks it in the order of the rules, then stores it and sets the status of a live attempt,
 * both or neither. An archived attempt keeps its state.
 * @param permit gives the reviewer of the attempt located, or refuses; asked before the record locator is compared
 * @throws DomainError `bad_review_status`, `review_attempt_does_not_exist`, `suspicious_lookup`, `review_already_exists`,
 *   `payload_too_large`, `busy`
 */
export async function recordReview(
  ports: LocatingPorts & { reviews: ReviewStore; clock: Clock },
  settings: ReviewSettings,
  delivery: ReviewDelivery,
  permit: (attempt: Attempt) => Promise<Actor>,
): Promise<ReviewReceipt> {
  const outcomeOfStatus = requireOutcome(settings.outcomes, delivery.reviewStatus);
  // The directory answers for a live attempt as well; only when its answer proves outdated is the attempt itself read.
  let locate: 'by directory' | 'by attempt' = 'by directory';
  let retiredId: number | undefined;
  return retryOnConflict<ReviewReceipt>(async () => {
    const { entry, current } = await ports.reviews.lookUp(delivery.attemptCode);
    const { attempt, isArchived, by } = await locateReviewed(ports, settings, {
      ...{ delivery, permit },
      directoryEntry: trusted(entry, locate),
    });
    if (current && isDuplicateDelivery(current, settings, delivery, attempt.attemptId)) {
      return { outcome: 'repeated', attemptId: attempt.attemptId, isArchived };
    }
    const isRetired = attempt.isRetired || attempt.user.id === retiredId;
    const verdict = verdictOn(attempt, outcomeOfStatus, delivery, settings.finalReviews);
    const receivedAt = ports.clock();
    const read = locate === 'by attempt' ? attempt : await readForError(ports, { attempt, isArchived }, verdict);
    const change = reviewChange(verdict, read, { now: receivedAt, by });
    const live = { verifiedExternalId: provenBy(settings, attempt, delivery), read, change };
    const reviewed = toReviewed({ attempt, isArchived }, { isRetired, verdict }, live);
    const told = dated(isRetired ? anonymiseDelivery(delivery) : delivery, current, attempt.attemptId);
    const isEarlier = isEarlierThan(current, delivery, attempt.attemptId);
    const outcome = await ports.reviews.store(told, reviewed, { receivedAt, current, isEarlier });
    if (outcome === 'stored') return { outcome, attemptId: attempt.attemptId, isArchived };
    if (outcome === 'retired') retiredId = attempt.user.id;
    else locate = 'by attempt';
    return CONFLICT;
  }, RETRIES);
}

function trusted(entry: DirectoryEntry | undefined, locate: 'by directory' | 'by attempt'): DirectoryEntry | undefined {
  return locate === 'by directory' ? entry : undefined;
}

/** The directory does not know how much of its time an attempt has used. */
async function readForError(
  { attempts }: LocatingPorts,
  { attempt, isArchived }: Located,
  verdict: AttemptStatus,
): Promise<Attempt | null> {
  if (verdict !== 'error' || isArchived) return null;
  return (await attempts.read(attempt.attemptId)) ?? null;
}

function toReviewed(
  { attempt, isArchived }: Located,
  review: { isRetired: boolean; verdict: AttemptStatus },
  live: { verifiedExternalId: string | null; read: Attempt | null; change: StatusChange },
): ReviewedAttempt {
  const { attemptId, courseId, examId, user } = attempt;
  const about = { attemptId, courseId, examId, userId: user.id, ...review };
  return isArchived ? { ...about, isArchived } : { ...about, isArchived, ...live };
}

/** Rule 1. */
function requireOutcome(outcomes: ReviewOutcomes, reviewStatus: string): AttemptStatus {
  const status = Object.hasOwn(outcomes, reviewStatus) ? outcomes[reviewStatus] : undefined;
  if (status) return status;
  const known = Object.keys(outcomes).join(', ');
  throw new DomainError('bad_review_status', `The review status must be one of: ${known}.`, {
    logged: { receivedStatus: reviewStatus.slice(0, 40) },
  });
}

/** Rules 2 and 3. @param directoryEntry the directory's answer, where that is to be trusted */
async function locateReviewed(
  ports: LocatingPorts,
  settings: ReviewSettings,
  {
    delivery,
    permit,
    directoryEntry,
  }: {
    delivery: ReviewDelivery;
    permit: (attempt: Attempt) => Promise<Actor>;
    directoryEntry: DirectoryEntry | undefined;
  },
): Promise<Located & { by: Actor }> {
  if (directoryEntry && locatorMatches(settings, directoryEntry.attempt, delivery)) {
    const { attempt, removal } = directoryEntry;
    return { attempt, isArchived: removal !== null, by: await permit(attempt) };
  }
  const located = await findByCode(ports, delivery.attemptCode);
  if (!located) throw attemptOfReviewDoesNotExist(delivery.attemptCode);
  const by = await permit(located.attempt);
  if (!locatorMatches(settings, located.attempt, delivery)) throw suspiciousLookup(located.attempt, delivery);
  return { ...located, by };
}

/** The pair of code and locator is the vendor's proof. An attempt without an external id never matches. */
function locatorMatches(settings: ReviewSettings, attempt: Attempt, delivery: ReviewDelivery): boolean {
  if (settings.allowCallbackSimulation || delivery.recordLocator === null) return true;
  return hasExternalId(attempt, delivery.recordLocator);
}

/** Refusal that keeps our record locator out of the answer; the log names both, shortened. */
function suspiciousLookup(attempt: Attempt, delivery: ReviewDelivery): DomainError {
  return new DomainError('suspicious_lookup', 'The record locator does not belong to this attempt code.', {
    logged: {
      attemptId: attempt.attemptId,
      expectedLocator: shortened(attempt.externalId ?? ''),
      receivedLocator: shortened(delivery.recordLocator ?? ''),
    },
  });
}

function shortened(locator: string): string {
  return locator.length <= 4 ? '…' : `${locator.slice(0, 4)}…`;
}

function provenBy(settings: ReviewSettings, attempt: Attempt, { recordLocator }: ReviewDelivery): string | null {
  return settings.allowCallbackSimulation || recordLocator === null ? null : attempt.externalId;
}

/** Rule 4. The review of another attempt that had the code is in nobody's way. @throws DomainError `review_already_exists` */
function isDuplicateDelivery(
  kept: StoredReview,
  settings: ReviewSettings,
  delivery: ReviewDelivery,
  attemptId: number,
): boolean {
  const { digest, bytesDigest = digest } = delivery;
  // Whichever attempt it was about: a delivery that was repeated must not decide on an attempt that has its ids by now.
  if (kept.digests.includes(digest)) return true;
  const isOfAnother = kept.attemptId !== null && kept.attemptId !== attemptId;
  // Bytes that do not say which attempt they are about may well be those of another one's review.
  if (!isOfAnother && kept.digests.includes(bytesDigest)) return true;
  if (settings.allowReviewUpdates || isOfAnother) return false;
  throw new DomainError(
    'review_already_exists',
    `There is a review for the attempt code ${delivery.attemptCode} already.`,
  );
}

/**
 * Dates a verdict without a time no earlier than the one that it replaces: a verdict earlier than that one stays
 * earlier than both.
 */
function dated(delivery: ReviewDelivery, kept: StoredReview | undefined, attemptId: number): ReviewDelivery {
  const { verdictAt, arrivedAt } = delivery;
  const isAfterKept = verdictAt === undefined && arrivedAt === undefined && kept?.attemptId === attemptId;
  return isAfterKept && kept.verdictAt !== null ? { ...delivery, verdictAt: kept.verdictAt } : delivery;
}

/** With updates allowed: a late delivery of an earlier verdict. */
function isEarlierThan(kept: StoredReview | undefined, delivery: ReviewDelivery, attemptId: number): boolean {
  const { verdictAt = null, arrivedAt = null } = delivery;
  const arriving = { attemptId, verdictAt, receivedAt: arrivedAt, isTakenLate: arrivedAt !== null };
  return kept !== undefined && isEarlierVerdict(arriving, kept);
}
