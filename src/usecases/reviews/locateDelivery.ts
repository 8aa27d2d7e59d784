import { MAX_EXTERNAL_ID_LENGTH } from '../../domain/attempts/attemptIds.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ParsedReview, ReviewDelivery } from '../../domain/reviews/review.ts';
import type { Directory } from '../ports/directory.ts';
import type { ReviewRefusal } from './refuseReview.ts';

/**
 * Adds the attempt code to a review.
 * @throws DomainError `review_attempt_does_not_exist` where no attempt ever had the external id
 */
export async function locateDelivery(
  ports: { directory: Directory },
  { locate, ...review }: ParsedReview,
): Promise<ReviewDelivery> {
  if ('attemptCode' in locate) {
    return { ...review, attemptCode: locate.attemptCode, recordLocator: locate.externalId ?? null };
  }
  const { externalId } = locate;
  const isValid = externalId !== '' && externalId.length <= MAX_EXTERNAL_ID_LENGTH;
  const entry = isValid ? await ports.directory.readExternal(externalId) : undefined;
  if (entry) return { ...review, attemptCode: entry.attemptCode, recordLocator: externalId };
  throw attemptOfReviewDoesNotExist();
}

/** Same response, at each endpoint, for an unknown attempt and for one of another backend, which must not be distinguishable. */
export function noSuchAttempt(attemptCode?: string): ReviewRefusal {
  const byCode = `Could not locate attempt code ${attemptCode}.`;
  const detail = attemptCode === undefined ? 'No attempt has this external id.' : byCode;
  return { code: 'review_attempt_does_not_exist', detail };
}

export function attemptOfReviewDoesNotExist(attemptCode?: string): DomainError {
  const { code, detail } = noSuchAttempt(attemptCode);
  return new DomainError(code, detail);
}
