import type { AttemptStatus } from '../attempts/status.ts';

/** Effect of a review on a live attempt: the vendor's review status → the attempt's status. */
export type ReviewOutcomes = Readonly<Record<string, AttemptStatus>>;

/** The ready-made tables of a vendor; the configuration may name one or bring its own. `edx`: as in Open edX today. */
export interface OutcomeTables {
  default: ReviewOutcomes;
  edx?: ReviewOutcomes;
}
