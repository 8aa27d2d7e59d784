import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { ReviewDelivery } from '../../../src/domain/reviews/review.ts';
import { readReview } from '../../../src/usecases/reviews/readReview.ts';
import { aDelivery, STAFF } from '../builders.ts';
import { recordAsVendor, SETTINGS, type Stores } from './stored.ts';

export const UPDATES = { ...SETTINGS, allowReviewUpdates: true };
export const GOOD = { reviewStatus: 'Clean' };
export const BAD = { reviewStatus: 'Rules Violation' };

export const minute = (count: number) => new Date(Date.UTC(2026, 10, 2, 9, count)).toISOString();

export function deliveryFor(attempt: Attempt, overrides: Partial<ReviewDelivery> = {}): ReviewDelivery {
  return aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId ?? '', ...overrides });
}

/** A delivery whose verdict has a time, in minutes. */
export function verdictAt(
  attempt: Attempt,
  at: number | null,
  overrides: Partial<ReviewDelivery> = {},
): ReviewDelivery {
  return deliveryFor(attempt, { ...(at !== null && { verdictAt: minute(at) }), ...overrides });
}

/** Deliveries and their effects. @param storesOf called by each test: the stores open before the first */
export function reviewScenarios(storesOf: () => Stores) {
  const readVersions = (attempt: Attempt) => readReview(storesOf().ports, STAFF, attempt.attemptCode);
  return {
    record: (delivery: ReviewDelivery, settings = SETTINGS) => recordAsVendor(storesOf().ports, settings, delivery),
    statusOf: async (attempt: Attempt) => (await storesOf().ports.attempts.read(attempt.attemptId))?.status,
    readVersions,
    readCurrent: async (attempt: Attempt) => (await readVersions(attempt)).review,
  };
}
