import { type Actor, type Caller, requireStaffOf } from '../actors.ts';
import { Refusal } from '../errors.ts';
import { drawId, type RandomInteger } from '../ids.ts';
import type { Clock, Instant } from '../time.ts';
import type { ExamStore } from './exam.ts';

/** What the reviewers of an exam are told. */
export interface ReviewPolicy {
  policyId: number;
  text: string;
  setBy: Actor;
  setAt: Instant;
  /** Rises by one with every change. */
  version: number;
}

/** What became of a policy, by whom and when. */
export interface PolicyChange {
  change: 'changed' | 'removed';
  at: Instant;
  by: Actor;
}

/** One policy per exam. Every write is conditional on the one read; the former one is kept in the same transaction. */
export interface ReviewPolicyStore {
  read(examId: number): Promise<ReviewPolicy | undefined>;
  /** @returns false when it is not as `before` any more */
  replace(examId: number, before: ReviewPolicy | undefined, after: ReviewPolicy): Promise<boolean>;
  remove(examId: number, before: ReviewPolicy, change: PolicyChange): Promise<boolean>;
}

interface Ports {
  exams: Pick<ExamStore, 'read'>;
  reviewPolicies: ReviewPolicyStore;
  clock: Clock;
  random: RandomInteger;
}

const MOST_ROUNDS = 100;

/** @throws Refusal `exam_not_found`, `forbidden`, `busy` */
export async function setReviewPolicy(given: Ports, caller: Caller, examId: number, text: string): Promise<void> {
  const by = await requireStaffOfExam(given, caller, examId);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = await given.reviewPolicies.read(examId);
    if (before?.text === text) return;
    const now = given.clock();
    const after: ReviewPolicy = {
      policyId: before?.policyId ?? drawId(now, given.random),
      text,
      setBy: by,
      setAt: now,
      version: (before?.version ?? 0) + 1,
    };
    if (await given.reviewPolicies.replace(examId, before, after)) return;
  }
  throw busy();
}

/** @throws Refusal `exam_not_found`, `review_policy_not_found`, `forbidden`, `busy` */
export async function removeReviewPolicy(given: Ports, caller: Caller, examId: number): Promise<void> {
  const by = await requireStaffOfExam(given, caller, examId);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = await given.reviewPolicies.read(examId);
    if (!before) throw new Refusal('review_policy_not_found', `Exam ${examId} has no review policy.`);
    if (await given.reviewPolicies.remove(examId, before, { change: 'removed', at: given.clock(), by })) return;
  }
  throw busy();
}

async function requireStaffOfExam(given: Ports, caller: Caller, examId: number): Promise<Actor> {
  const exam = await given.exams.read(examId);
  if (!exam) throw new Refusal('exam_not_found', `There is no exam with the id ${examId}.`);
  return requireStaffOf(caller, exam.courseId);
}

function busy(): Refusal {
  return new Refusal('busy', 'The review policy is being changed by many at once. Try again.');
}
