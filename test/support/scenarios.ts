import { randomUUID } from 'node:crypto';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import type { ReviewSettings } from '../../src/domain/reviews/verdict.ts';
import { createAttempt, type StaffAttemptRequest } from '../../src/usecases/attempts/createAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { softwareSecureOutcomes } from '../../src/vendors/softwareSecure/outcomes.ts';
import { anExam, newLearnerId, STAFF } from './builders.ts';
import type { Ports } from './ports.ts';

/** The part of in-memory stores and of stores on DynamoDB Local that scenes need. */
export interface Stores {
  ports: Ports;
}

export const SETTINGS: ReviewSettings = {
  outcomes: softwareSecureOutcomes.default,
  allowCallbackSimulation: false,
  allowReviewUpdates: false,
};

/** A stored attempt of a learner of its own, with code and external id as a vendor would have them. */
export async function storedAttempt(
  { ports }: Stores,
  examId: number,
  onBehalf: StaffAttemptRequest = {},
): Promise<Attempt & { externalId: string }> {
  const id = newLearnerId();
  const attempt = await createAttempt(ports, STAFF, {
    examId,
    startClock: false,
    attemptProctored: true,
    onBehalf: {
      user: { id, username: `learner${id}`, email: `learner${id}@example.com`, name: 'Mina Okafor' },
      attemptCode: randomUUID().toUpperCase(),
      externalId: randomUUID(),
      ...onBehalf,
    },
  });
  return attempt as Attempt & { externalId: string };
}

export function storedExam({ ports }: Stores, overrides: Partial<Exam> = {}): Promise<number> {
  return createExam(ports, STAFF, anExam({ contentId: randomUUID(), ...overrides }));
}

/** All attempts of a learner at an exam, oldest first. */
export async function allAttempts({ ports }: Stores, examId: number, userId: number): Promise<Attempt[]> {
  const page = await ports.attempts.ofLearnerAtExam(examId, userId, { limit: 1000 });
  const all = page.current ? [...page.superseded, page.current] : page.superseded;
  return all.sort((a, b) => a.attemptId - b.attemptId);
}
