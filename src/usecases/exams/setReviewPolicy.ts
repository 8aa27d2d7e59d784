import { type Actor, type Caller, requireStaffOf } from '../../domain/actors.ts';
import { Refusal } from '../../domain/errors.ts';
import type { ReviewPolicy } from '../../domain/exams/reviewPolicy.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { ReviewPolicyStore } from '../ports/reviewPolicyStore.ts';

interface Ports {
  exams: Pick<ExamStore, 'read'>;
  reviewPolicies: ReviewPolicyStore;
  clock: Clock;
  random: RandomInteger;
}

const MAX_RETRIES = 100;

/** @throws Refusal `exam_not_found`, `forbidden`, `busy` */
export async function setReviewPolicy(given: Ports, caller: Caller, examId: number, text: string): Promise<void> {
  const by = await requireStaffOfExam(given, caller, examId);
  for (let round = 0; round < MAX_RETRIES; round++) {
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
  for (let round = 0; round < MAX_RETRIES; round++) {
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
