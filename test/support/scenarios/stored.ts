import { randomUUID } from 'node:crypto';
import { VENDOR } from '../../../src/domain/actors.ts';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import type { ReviewDelivery } from '../../../src/domain/reviews/review.ts';
import type { ReviewSettings } from '../../../src/domain/reviews/verdict.ts';
import type { AttemptRequest, StaffAttemptRequest } from '../../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../../src/usecases/attempts/createAttempt.ts';
import { createExam } from '../../../src/usecases/exams/createExam.ts';
import { type ReviewReceipt, recordReview } from '../../../src/usecases/reviews/recordReview.ts';
import { softwareSecureOutcomes } from '../../../src/vendors/softwareSecure/outcomes.ts';
import { anExam, newLearnerId, STAFF } from '../builders.ts';
import type { Ports } from '../ports.ts';

/** The common part of stores in memory and on DynamoDB Local. */
export interface Stores {
  ports: Ports;
}

export const SETTINGS: ReviewSettings = {
  outcomes: softwareSecureOutcomes.default,
  allowCallbackSimulation: false,
  allowReviewUpdates: false,
};

/** A stored attempt of a new learner, with code and external id. */
export async function storedAttempt(
  { ports }: Stores,
  examId: number,
  onBehalf: StaffAttemptRequest = {},
): Promise<Attempt & { externalId: string }> {
  const id = newLearnerId();
  const user = { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' };
  const ids = { attemptCode: randomUUID().toUpperCase(), externalId: randomUUID() };
  const request = attemptRequest(examId, { onBehalf: { user, ...ids, ...onBehalf } });
  const attempt = await createAttempt(ports, STAFF, request);
  return attempt as Attempt & { externalId: string };
}

export function storedExam({ ports }: Stores, overrides: Partial<Exam> = {}): Promise<number> {
  return createExam(ports, STAFF, anExam({ contentId: randomUUID(), ...overrides }));
}

/** A learner's request to create an attempt. */
export function attemptRequest(examId: number, overrides: Partial<AttemptRequest> = {}): AttemptRequest {
  return { examId, startClock: false, attemptProctored: true, ...overrides };
}

/** All attempts of a learner at an exam, oldest first. */
export async function allAttempts({ ports }: Stores, examId: number, userId: number): Promise<Attempt[]> {
  const page = await ports.attempts.ofLearnerAtExam(examId, userId, { limit: 1000 });
  const all = page.current ? [...page.superseded, page.current] : page.superseded;
  return all.sort((a, b) => a.attemptId - b.attemptId);
}

/** Records a review whose sender is authorised, as for the vendor of the attempt. */
export function recordAsVendor(
  ports: Parameters<typeof recordReview>[0],
  settings: ReviewSettings,
  delivery: ReviewDelivery,
): Promise<ReviewReceipt> {
  return recordReview(ports, settings, delivery, async () => VENDOR);
}
