import type { Caller } from '../actors.ts';
import { VENDOR } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { findByExternalId, type LocatingPorts } from '../attempts/locateAttempt.ts';
import { Refusal } from '../errors.ts';
import type { ExamStore } from '../exams/exam.ts';
import type { Clock } from '../time.ts';
import { backendOf, requireVendorOf, requireVendorOrStaff } from '../vendors/actingForVendor.ts';
import { locateDelivery } from './locateDelivery.ts';
import type { ParsedReview } from './review.ts';
import { type ReviewIntake, type ReviewSettings, takeReview } from './takeReview.ts';

interface Ports extends LocatingPorts {
  exams: Pick<ExamStore, 'read'>;
  reviews: ReviewIntake;
  clock: Clock;
}

/** How a vendor's reviews are read and taken. */
export interface Reviewing {
  settings: ReviewSettings;
  /** `ignored` for a delivery that is no verdict. @throws Refusal for one that cannot be understood */
  parse: (externalId: string) => ParsedReview | 'ignored';
}

/**
 * A review that the vendor itself has signed. It may only be about an attempt of this vendor's.
 * @throws Refusal as `takeReview`; `suspicious_lookup` for an attempt of another vendor's
 */
export async function takeSignedReview(
  given: Ports,
  vendor: { name: string; settings: ReviewSettings },
  review: ParsedReview,
  defaultBackend: string,
): Promise<void> {
  await takeReview(given, vendor.settings, await locateDelivery(given, review), async attempt => {
    if ((await vendorOf(given, attempt, defaultBackend)) === vendor.name) return VENDOR;
    throw new Refusal('suspicious_lookup', 'The attempt is not one of this vendor.', {
      logged: { attemptId: attempt.attemptId, vendor: vendor.name },
    });
  });
}

/**
 * A review by who speaks for the attempt's vendor, or by staff of its course; the attempt is named by the vendor's id,
 * and may have been removed.
 * @param reviewing how the vendor of the attempt is understood
 * @throws Refusal as `takeReview`; `forbidden`, `exam_not_proctored`, `backend_not_configured`
 */
export async function takeReviewOf(
  given: Ports,
  caller: Caller,
  externalId: string,
  reviewing: { of: (backend: string) => Reviewing | undefined; defaultBackend: string },
): Promise<void> {
  requireVendorOrStaff(caller);
  const located = await findByExternalId(given, externalId);
  if (!located) throw new Refusal('review_attempt_does_not_exist', 'No attempt has this id of the vendor.');
  const { attempt } = located;
  const exam = await given.exams.read(attempt.examId);
  const backend = backendOf(attempt, exam, reviewing.defaultBackend);
  requireVendorOf(caller, attempt.courseId, backend);
  if (exam && !exam.isProctored) throw new Refusal('exam_not_proctored', 'The exam is not proctored any more.');
  const vendor = reviewing.of(backend);
  if (!vendor) throw new Refusal('backend_not_configured', `The proctoring backend "${backend}" is not configured.`);
  const review = vendor.parse(externalId);
  if (review === 'ignored') return;
  const delivery = await locateDelivery(given, review);
  if (delivery.attemptCode !== attempt.attemptCode) {
    throw new Refusal('suspicious_lookup', 'The review is not about the attempt of this path.');
  }
  const settings = { ...vendor.settings, allowCallbackSimulation: false };
  await takeReview(given, settings, { ...delivery, recordLocator: externalId }, async one =>
    requireVendorOf(caller, one.courseId, backend),
  );
}

async function vendorOf(given: Ports, attempt: Attempt, defaultBackend: string): Promise<string> {
  const exam = attempt.backend === null ? await given.exams.read(attempt.examId) : undefined;
  return backendOf(attempt, exam, defaultBackend);
}
