import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';

/** Instructions for the reviewers of an exam. */
export interface ReviewPolicy {
  policyId: number;
  text: string;
  setBy: Actor;
  setAt: Instant;
  /** Incremented by every change. */
  version: number;
}
