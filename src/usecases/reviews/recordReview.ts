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
import {
  type AttemptAndPauses,
  dependsOnAttempt,
  type ReviewSettings,
  reviewChange,
  verdictOn,
} from '../../domain/reviews/verdict.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { readPauses, type TimeOutPorts } from '../attempts/applyTimeOut.ts';
import { findByCode, type LocatedAttempt, type LookupPorts } from '../attempts/locateAttempt.ts';
import type { DirectoryEntry } from '../ports/directory.ts';
import type { ReviewedAttempt, ReviewStore, StoredReview } from '../ports/reviewStore.ts';
import { attemptOfReviewDoesNotExist } from './locateDelivery.ts';

/** `repeated`: this delivery was recorded before; nothing changed. */
export type ReviewReceipt = { outcome: 'stored' | 'repeated'; attemptId: number; isArchived: boolean };

const MAX_TRIES = 100;

/**
 * Records a vendor's review: checks it in the order of the rules, then stores it with the new status of a live attempt in
 * one transaction. An archived attempt keeps its status.
 * @param authorise returns the reviewer of the located attempt, or throws; called before the record locator is compared
 * @throws DomainError `bad_review_status`, `review_attempt_does_not_exist`, `suspicious_lookup`, `review_already_exists`,
 *   `payload_too_large`, `busy`
 */
export async function recordReview(
  ports: LookupPorts & { reviews: ReviewStore; exams: TimeOutPorts['exams']; clock: Clock },
  settings: ReviewSettings,
  delivery: ReviewDelivery,
  authorise: (attempt: Attempt) => Promise<Actor>,
): Promise<ReviewReceipt> {
  const outcomeOfStatus = requireOutcome(settings.outcomes, delivery.reviewStatus);
  // The directory entry suffices until a conflict shows that it is outdated.
  let isDirectoryOutdated = false;
  let erasedId: number | undefined;
  const busy = `Reviews of the attempt code ${delivery.attemptCode} are being recorded concurrently. Send the review again.`;
  return retryOnConflict<ReviewReceipt>(
    async () => {
      const { entry, current } = await ports.reviews.lookUp(delivery.attemptCode);
      const { attempt, isArchived, by } = await locateReviewed(ports, settings, {
        delivery,
        authorise,
        directoryEntry: isDirectoryOutdated ? undefined : entry,
      });
      const recorded = current && requireNewOrDuplicate(current, settings, delivery, attempt.attemptId);
      if (recorded === 'duplicate') {
        return { outcome: 'repeated', attemptId: attempt.attemptId, isArchived };
      }
      const isErased = attempt.isErased || attempt.user.id === erasedId;
      const verdict = verdictOn(attempt, outcomeOfStatus, delivery, settings.finalReviews);
      const receivedAt = ports.clock();
      const stored = isDirectoryOutdated ? attempt : await readForVerdict(ports, { attempt, isArchived }, verdict);
      const read = await withPauses(ports, stored, verdict);
      const change = reviewChange(verdict, read, { now: receivedAt, by });
      const verifiedExternalId = externalIdVerifiedBy(settings, attempt, delivery);
      const reviewed = toReviewed(
        { attempt, isArchived },
        { isErased, verdict },
        { verifiedExternalId, attempt: stored, change },
      );
      const dated = withVerdictTime(isErased ? anonymiseDelivery(delivery) : delivery, current, attempt.attemptId);
      const isEarlier = isEarlierThan(current, delivery, attempt.attemptId);
      const outcome = await ports.reviews.store(dated, reviewed, { receivedAt, current, isEarlier });
      if (outcome === 'stored') return { outcome, attemptId: attempt.attemptId, isArchived };
      if (outcome === 'erased') erasedId = attempt.user.id;
      else isDirectoryOutdated = true;
      return CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

/** The attempt as stored, for a verdict that depends on it: the directory does not have its used time. */
async function readForVerdict(
  { attempts }: LookupPorts,
  { attempt, isArchived }: LocatedAttempt,
  verdict: AttemptStatus,
): Promise<Attempt | null> {
  if (!dependsOnAttempt(verdict) || isArchived) return null;
  return (await attempts.read(attempt.attemptId)) ?? null;
}

async function withPauses(
  { exams }: Pick<TimeOutPorts, 'exams'>,
  stored: Attempt | null,
  verdict: AttemptStatus,
): Promise<AttemptAndPauses | null> {
  if (!stored || !dependsOnAttempt(verdict)) return null;
  return { attempt: stored, pauses: await readPauses(exams, stored.examId) };
}

function toReviewed(
  { attempt, isArchived }: LocatedAttempt,
  review: { isErased: boolean; verdict: AttemptStatus },
  live: { verifiedExternalId: string | null; attempt: Attempt | null; change: StatusChange },
): ReviewedAttempt {
  const { attemptId, courseId, examId, user } = attempt;
  const common = { attemptId, courseId, examId, userId: user.id, ...review };
  return isArchived ? { ...common, isArchived } : { ...common, isArchived, ...live };
}

/** The outcome of a review status, which must be one of the vendor's. */
function requireOutcome(outcomes: ReviewOutcomes, reviewStatus: string): AttemptStatus {
  const status = Object.hasOwn(outcomes, reviewStatus) ? outcomes[reviewStatus] : undefined;
  if (status) return status;
  const permitted = Object.keys(outcomes).join(', ');
  throw new DomainError('bad_review_status', `The review status must be one of: ${permitted}.`, {
    // Not the status itself: unsigned callbacks can post any text.
    logged: { statusCharacters: reviewStatus.length },
  });
}

/** Locates the attempt, then compares the record locator. @param directoryEntry undefined where it is outdated */
async function locateReviewed(
  ports: LookupPorts,
  settings: ReviewSettings,
  {
    delivery,
    authorise,
    directoryEntry,
  }: {
    delivery: ReviewDelivery;
    authorise: (attempt: Attempt) => Promise<Actor>;
    directoryEntry: DirectoryEntry | undefined;
  },
): Promise<LocatedAttempt & { by: Actor }> {
  if (directoryEntry && locatorMatches(settings, directoryEntry.attempt, delivery)) {
    const { attempt, removal } = directoryEntry;
    return { attempt, isArchived: removal !== null, by: await authorise(attempt) };
  }
  const located = await findByCode(ports, delivery.attemptCode);
  if (!located) throw attemptOfReviewDoesNotExist(delivery.attemptCode);
  const by = await authorise(located.attempt);
  if (!locatorMatches(settings, located.attempt, delivery)) throw suspiciousLookup(located.attempt, delivery);
  return { ...located, by };
}

/** The pair of code and locator is the vendor's proof. No locator matches an attempt that has no external id. */
function locatorMatches(settings: ReviewSettings, attempt: Attempt, delivery: ReviewDelivery): boolean {
  if (settings.allowCallbackSimulation || delivery.recordLocator === null) return true;
  return hasExternalId(attempt, delivery.recordLocator);
}

/** The answer must not reveal the expected locator; the log has both, shortened. */
function suspiciousLookup(attempt: Attempt, delivery: ReviewDelivery): DomainError {
  return new DomainError(
    'suspicious_lookup',
    `The record locator does not belong to the attempt code ${delivery.attemptCode}.`,
    {
      logged: {
        attemptId: attempt.attemptId,
        expectedLocator: abbreviate(attempt.externalId ?? ''),
        receivedLocator: abbreviate(delivery.recordLocator ?? ''),
      },
    },
  );
}

function abbreviate(locator: string): string {
  return locator.length <= 4 ? '…' : `${locator.slice(0, 4)}…`;
}

function externalIdVerifiedBy(
  settings: ReviewSettings,
  attempt: Attempt,
  { recordLocator }: ReviewDelivery,
): string | null {
  return settings.allowCallbackSimulation || recordLocator === null ? null : attempt.externalId;
}

/**
 * Whether the delivery was recorded before. @throws DomainError `review_already_exists` for another one of the same attempt,
 * unless updates are allowed; the review of an earlier attempt with the code does not block
 */
function requireNewOrDuplicate(
  current: StoredReview,
  settings: ReviewSettings,
  delivery: ReviewDelivery,
  attemptId: number,
): 'new' | 'duplicate' {
  const { digest, bytesDigest = digest } = delivery;
  // A repeated delivery must not decide on another attempt that has its code or external id by now.
  if (current.digests.includes(digest)) return 'duplicate';
  const isOfAnotherAttempt = current.attemptId !== null && current.attemptId !== attemptId;
  // Bytes that name no attempt may equal those of another attempt's review.
  if (!isOfAnotherAttempt && current.digests.includes(bytesDigest)) return 'duplicate';
  if (settings.allowReviewUpdates || isOfAnotherAttempt) return 'new';
  throw new DomainError(
    'review_already_exists',
    `There is already a review for the attempt code ${delivery.attemptCode}.`,
  );
}

/**
 * Dates a verdict without a time as the one that it replaces, so that a verdict earlier than that one stays earlier than
 * both.
 */
function withVerdictTime(
  delivery: ReviewDelivery,
  current: StoredReview | undefined,
  attemptId: number,
): ReviewDelivery {
  const { verdictAt, arrivedAt } = delivery;
  const isUndated = verdictAt === undefined && arrivedAt === undefined && current?.attemptId === attemptId;
  return isUndated && current.verdictAt !== null ? { ...delivery, verdictAt: current.verdictAt } : delivery;
}

/** A late delivery of an earlier verdict, where updates are allowed. */
function isEarlierThan(current: StoredReview | undefined, delivery: ReviewDelivery, attemptId: number): boolean {
  const { verdictAt = null, arrivedAt = null } = delivery;
  const arriving = { attemptId, verdictAt, receivedAt: arrivedAt, isRecordedLate: arrivedAt !== null };
  return current !== undefined && isEarlierVerdict(arriving, current);
}
