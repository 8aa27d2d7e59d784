import type { Actor, Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ReviewPolicy } from '../../domain/exams/reviewPolicy.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { PolicyChange, ReviewPolicyStore } from '../ports/reviewPolicyStore.ts';

interface Ports extends StaffRightsPorts {
  exams: Pick<ExamStore, 'read'>;
  reviewPolicies: ReviewPolicyStore;
  clock: Clock;
  random: RandomInteger;
}

function retries(examId: number) {
  return { maxTries: 100, busy: `The review policy of exam ${examId} is being changed concurrently. Try again.` };
}

/** @throws DomainError `exam_not_found`, `forbidden`, `busy` */
export async function setReviewPolicy(ports: Ports, caller: Caller, examId: number, text: string): Promise<void> {
  const by = await requireStaffOfExam(ports, caller, examId);
  await retryOnConflict(async () => {
    const before = await ports.reviewPolicies.read(examId);
    if (before?.text === text) return true;
    const now = ports.clock();
    const after: ReviewPolicy = {
      policyId: before?.policyId ?? drawId(now, ports.random),
      text,
      setBy: by,
      setAt: now,
      version: (before?.version ?? 0) + 1,
    };
    return (await ports.reviewPolicies.replace(examId, before, after)) || CONFLICT;
  }, retries(examId));
}

/** @throws DomainError `exam_not_found`, `review_policy_not_found`, `forbidden`, `busy` */
export async function removeReviewPolicy(ports: Ports, caller: Caller, examId: number): Promise<void> {
  const by = await requireStaffOfExam(ports, caller, examId);
  await retryOnConflict(async () => {
    const before = await ports.reviewPolicies.read(examId);
    if (!before) throw new DomainError('review_policy_not_found', `Exam ${examId} has no review policy.`);
    const change: PolicyChange = { change: 'removed', at: ports.clock(), by };
    return (await ports.reviewPolicies.remove(examId, before, change)) || CONFLICT;
  }, retries(examId));
}

async function requireStaffOfExam(ports: Ports, caller: Caller, examId: number): Promise<Actor> {
  const exam = await ports.exams.read(examId);
  if (!exam) throw new DomainError('exam_not_found', `There is no exam with the id ${examId}.`);
  return requireCourseStaff(ports, caller, exam.courseId);
}
