import type { Actor } from '../../domain/actors.ts';
import type { ReviewPolicy } from '../../domain/exams/reviewPolicy.ts';
import type { Instant } from '../../domain/time.ts';

/** One policy per exam. Every write is conditional on the one read; the former one is kept in the same transaction. */
export interface ReviewPolicyStore {
  read(examId: number): Promise<ReviewPolicy | undefined>;
  /** @returns false when it is not as `before` any more */
  replace(examId: number, before: ReviewPolicy | undefined, after: ReviewPolicy): Promise<boolean>;
  remove(examId: number, before: ReviewPolicy, change: PolicyChange): Promise<boolean>;
}

/** A policy's change or removal, by whom and when. */
export interface PolicyChange {
  change: 'changed' | 'removed';
  at: Instant;
  by: Actor;
}
