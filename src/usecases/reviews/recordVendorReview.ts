import type { Caller } from '../../domain/actors.ts';
import { VENDOR } from '../../domain/actors.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { backendOf, isWatchedBy, wasCreatedProctored } from '../../domain/attempts/createdAs.ts';
import { DomainError } from '../../domain/errors.ts';
import { backendNotConfigured } from '../../domain/exams/backends.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import type { ReviewSettings } from '../../domain/reviews/verdict.ts';
import type { Clock } from '../../domain/time.ts';
import { actorFor, backendsOf, requireVendorOrGlobalStaff } from '../../domain/vendors/vendorTokens.ts';
import { findByExternalId, type LookupPorts } from '../attempts/locateAttempt.ts';
import { readExamOfOlderAttempt } from '../exams/readExam.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { RefusedReviews } from '../ports/refusedReviews.ts';
import type { ReviewStore } from '../ports/reviewStore.ts';
import { attemptOfReviewDoesNotExist, locateDelivery, noSuchAttempt } from './locateDelivery.ts';
import { recordReview } from './recordReview.ts';
import { refuseReview } from './refuseReview.ts';

interface Ports extends LookupPorts {
  exams: Pick<ExamStore, 'read' | 'readConsistent'>;
  reviews: ReviewStore;
  refusedReviews: RefusedReviews;
  clock: Clock;
}

/** Parsing and settings of a vendor's reviews. */
export interface ReviewProtocol {
  settings: ReviewSettings;
  /** `ignored` for a delivery without a verdict. @throws DomainError for one that cannot be parsed */
  parse: (externalId: string) => ParsedReview | 'ignored';
}

/**
 * Records a review that was delivered to a backend's own callback. Attempts of other backends do not exist for the caller.
 * @param backends `showsExternalIds`: whether learners see the external ids of the backend's attempts
 * @throws DomainError as `recordReview`
 */
export async function recordCallback(
  ports: Ports,
  {
    review,
    bytes,
    vendor,
  }: {
    review: ParsedReview;
    bytes: Uint8Array;
    vendor: { name: string; settings: ReviewSettings; isSigned: boolean };
  },
  { defaultBackend, showsExternalIds }: { defaultBackend: string; showsExternalIds: (backend: string) => boolean },
): Promise<void> {
  const delivery = await locateDelivery(ports, review);
  await recordReview(ports, vendor.settings, delivery, async attempt => {
    const exam = await readExamOfOlderAttempt(ports.exams, attempt);
    if (isWatchedBy(vendor.name, attempt, exam, defaultBackend)) return VENDOR;
    const { recordLocator, attemptCode, verdictAt = null } = delivery;
    // An external id that learners see proves nothing.
    const isProven = vendor.isSigned || !showsExternalIds(backendOf(attempt, exam, defaultBackend));
    const knowsAttempt = recordLocator === null || hasExternalId(attempt, recordLocator);
    const refusedReview = { attempt, knowsAttempt, bytes, backend: vendor.name, isProven, verdictAt };
    throw await refuseReview(ports, refusedReview, noSuchAttempt(attemptCode));
  });
}

/**
 * Records a review by a token that speaks for the attempt's backend, or by global staff. The attempt is named by its
 * external id, and may have been removed.
 * @param protocols `of`: the protocol of a configured backend
 * @throws DomainError as `recordReview`; `forbidden`, `exam_not_proctored`, `backend_not_configured`
 */
export async function recordReviewOfBackend(
  ports: Ports,
  caller: Caller,
  { externalId, bytes }: { externalId: string; bytes: Uint8Array },
  protocols: { of: (backend: string) => ReviewProtocol | undefined; defaultBackend: string },
): Promise<void> {
  requireVendorOrGlobalStaff(caller);
  const located = await findByExternalId(ports, externalId);
  if (!located) throw attemptOfReviewDoesNotExist();
  const { attempt } = located;
  const exam = await readExamOfOlderAttempt(ports.exams, attempt);
  const backend = backendOf(attempt, exam, protocols.defaultBackend);
  const delivering = deliveringBackend(backendsOf(caller), backend, name => protocols.of(name) !== undefined);
  const knowsAttempt = hasExternalId(attempt, externalId);
  const refusedReview = { attempt, knowsAttempt, bytes, backend: delivering, isProven: true, verdictAt: null };
  if (!actorFor(caller, backend)) throw await refuseReview(ports, refusedReview, noSuchAttempt());
  if (!wasCreatedProctored(attempt, exam)) {
    const detail = `Attempt ${attempt.attemptId} was created as not proctored, and has no reviews.`;
    throw await refuseReview(ports, refusedReview, { code: 'exam_not_proctored', detail });
  }
  const protocol = protocols.of(backend);
  if (!protocol) throw backendNotConfigured(backend);
  const review = protocol.parse(externalId);
  if (review === 'ignored') return;
  const delivery = await locateDelivery(ports, review);
  if (delivery.attemptCode !== attempt.attemptCode) {
    throw new DomainError(
      'suspicious_lookup',
      `The review is not about attempt ${attempt.attemptId}, which the path names.`,
    );
  }
  const settings = { ...protocol.settings, allowCallbackSimulation: false };
  await recordReview(ports, settings, { ...delivery, recordLocator: externalId }, async reviewed => {
    const examOfReviewed = await readExamOfOlderAttempt(ports.exams, reviewed);
    const by = actorFor(caller, backendOf(reviewed, examOfReviewed, protocols.defaultBackend));
    if (!by) throw attemptOfReviewDoesNotExist();
    return by;
  });
}

/**
 * The backend to log for a token. Its groups may include ones of the LMS that only end as those of vendors do.
 * @param backends the backends that the token's groups name
 */
function deliveringBackend(
  backends: readonly string[],
  watching: string,
  isConfigured: (backend: string) => boolean,
): string {
  if (backends.includes(watching)) return watching;
  return backends.find(isConfigured) ?? backends[0] ?? watching;
}
