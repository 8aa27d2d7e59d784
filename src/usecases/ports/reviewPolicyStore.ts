import type { Actor } from '../../domain/actors.ts';
import type { ReviewPolicy } from '../../domain/exams/reviewPolicy.ts';
import type { Instant } from '../../domain/time.ts';

/** One policy per exam. Every write is conditional on the one read, and stores the former one in the same transaction. */
export interface ReviewPolicyStore {
  read(examId: number): Promise<ReviewPolicy | undefined>;
  /** @returns false on a conflict with another change */
  replace(examId: number, before: ReviewPolicy | undefined, after: ReviewPolicy): Promise<boolean>;
  remove(examId: number, before: ReviewPolicy, change: PolicyChange): Promise<boolean>;
}

/** The author and time of a policy's change or removal. */
export interface PolicyChange {
  change: 'changed' | 'removed';
  at: Instant;
  by: Actor;
}
