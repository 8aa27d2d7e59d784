import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';

/** What the reviewers of an exam are told. */
export interface ReviewPolicy {
  policyId: number;
  text: string;
  setBy: Actor;
  setAt: Instant;
  /** Rises by one with every change. */
  version: number;
}
