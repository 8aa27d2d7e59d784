import type { AttemptStatus } from '../attempts/status.ts';

/** From the vendor's review status to the status of a live attempt. */
export type ReviewOutcomes = Readonly<Record<string, AttemptStatus>>;

/** The predefined tables of a protocol, of which the configuration may name one. `edx`: as in Open edX. */
export interface OutcomeTables {
  default: ReviewOutcomes;
  edx?: ReviewOutcomes;
}
