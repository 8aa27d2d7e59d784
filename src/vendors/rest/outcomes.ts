import type { OutcomeTables } from '../../domain/reviews/outcomes.ts';

export const restOutcomes: OutcomeTables = {
  default: { passed: 'verified', suspicious: 'verified', violation: 'rejected', not_reviewed: 'rejected' },
  edx: {
    passed: 'verified',
    suspicious: 'second_review_required',
    violation: 'second_review_required',
    not_reviewed: 'error',
  },
};
