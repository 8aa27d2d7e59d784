import type { Caller } from '../../domain/actors.ts';
import { VENDOR } from '../../domain/actors.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import type { ReviewSettings } from '../../domain/reviews/verdict.ts';
import type { Clock } from '../../domain/time.ts';
import {
  actorFor,
  backendOf,
  backendsOf,
  isWatchedBy,
  requireVendorOrGlobalStaff,
  wasCreatedProctored,
} from '../../domain/vendors/actingForVendor.ts';
import { findByExternalId, type LocatingPorts } from '../attempts/locateAttempt.ts';
import { readExamOfOlder } from '../exams/readExam.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { RejectedReviews } from '../ports/rejectedReviews.ts';
import type { ReviewStore } from '../ports/reviewStore.ts';
import { attemptOfReviewDoesNotExist, locateDelivery, noSuchAttempt } from './locateDelivery.ts';
import { recordReview } from './recordReview.ts';
import { rejectReview } from './rejectReview.ts';

interface Ports extends LocatingPorts {
  exams: Pick<ExamStore, 'read'>;
  reviews: ReviewStore;
  refusedReviews: RejectedReviews;
  clock: Clock;
}

/** How a vendor's reviews are read and taken. */
export interface Reviewing {
  settings: ReviewSettings;
  /** `ignored` for a delivery that is no verdict. @throws DomainError for one that cannot be understood */
  parse: (externalId: string) => ParsedReview | 'ignored';
}

/**
 * A review delivered to a backend's own callback, with that backend's proof. It may only be about an attempt that this
 * backend watches: every other attempt does not exist for the caller.
 * @param delivered the review delivered, and the backend of the callback
 * @param backends `showsExternalIds`: whether learners know the external ids of the attempts that the backend watches
 * @throws DomainError as `takeReview`
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
    const exam = await readExamOfOlder(ports.exams, attempt);
    if (isWatchedBy(vendor.name, attempt, exam, defaultBackend)) return VENDOR;
    const { recordLocator, attemptCode, verdictAt = null } = delivery;
    // An external id that learners are shown proves nothing.
    const isProven = vendor.isSigned || !showsExternalIds(backendOf(attempt, exam, defaultBackend));
    const knowsAttempt = recordLocator === null || hasExternalId(attempt, recordLocator);
    const refused = { attempt, knowsAttempt, bytes, backend: vendor.name, isProven, verdictAt };
    throw await rejectReview(ports, refused, noSuchAttempt(attemptCode));
  });
}

/**
 * A review by a token that speaks for the attempt's backend, or by global staff; the attempt is named by the vendor's id,
 * and may have been removed.
 * @param reviewing how the vendor of the attempt is understood
 * @throws DomainError as `takeReview`; `forbidden`, `exam_not_proctored`, `backend_not_configured`
 */
export async function recordReviewOfBackend(
  ports: Ports,
  caller: Caller,
  { externalId, bytes }: { externalId: string; bytes: Uint8Array },
  reviewing: { of: (backend: string) => Reviewing | undefined; defaultBackend: string },
): Promise<void> {
  requireVendorOrGlobalStaff(caller);
  const located = await findByExternalId(ports, externalId);
  if (!located) throw attemptOfReviewDoesNotExist();
  const { attempt } = located;
  const exam = await readExamOfOlder(ports.exams, attempt);
  const backend = backendOf(attempt, exam, reviewing.defaultBackend);
  const delivering = deliveringBackend(backendsOf(caller), backend, one => reviewing.of(one) !== undefined);
  const knowsAttempt = hasExternalId(attempt, externalId);
  const refused = { attempt, knowsAttempt, bytes, backend: delivering, isProven: true, verdictAt: null };
  if (!actorFor(caller, backend)) throw await rejectReview(ports, refused, noSuchAttempt());
  if (!wasCreatedProctored(attempt, exam)) {
    const detail = 'The attempt was created as one that is not proctored.';
    throw await rejectReview(ports, refused, { code: 'exam_not_proctored', detail });
  }
  const vendor = reviewing.of(backend);
  if (!vendor)
    throw new DomainError('backend_not_configured', `The proctoring backend "${backend}" is not configured.`);
  const review = vendor.parse(externalId);
  if (review === 'ignored') return;
  const delivery = await locateDelivery(ports, review);
  if (delivery.attemptCode !== attempt.attemptCode) {
    throw new DomainError('suspicious_lookup', 'The review is not about the attempt of this path.');
  }
  const settings = { ...vendor.settings, allowCallbackSimulation: false };
  await recordReview(ports, settings, { ...delivery, recordLocator: externalId }, async one => {
    const by = actorFor(caller, backendOf(one, await readExamOfOlder(ports.exams, one), reviewing.defaultBackend));
    if (!by) throw attemptOfReviewDoesNotExist();
    return by;
  });
}

/** Groups of the LMS that have nothing to do with vendors may end as theirs do. @param backends that the token speaks for */
function deliveringBackend(
  backends: readonly string[],
  watching: string,
  isConfigured: (backend: string) => boolean,
): string {
  if (backends.includes(watching)) return watching;
  return backends.find(isConfigured) ?? backends[0] ?? watching;
}
