import type { OutcomeTables } from '../../domain/reviews/outcomes.ts';

export const softwareSecureOutcomes: OutcomeTables = {
  default: { Clean: 'verified', Suspicious: 'verified', 'Rules Violation': 'rejected', 'Not Reviewed': 'rejected' },
  edx: {
    Clean: 'verified',
    'Rules Violation': 'verified',
    Suspicious: 'second_review_required',
    'Not Reviewed': 'error',
  },
};
