import type { Minimum } from '../../test/support/capacity/minimums/minimum.ts';

/** Every status change of a plain design: the attempt in its table and three indexes with everything in them, one of them by status. */
const CHANGE = {
  calls: 3,
  reads: 1,
  writes: 6,
  because:
    'the attempt; the attempt, its copies in 3 indexes, one of which it changes its place in, a history item by the request itself',
};

/**
 * A plain design, reasoned like the least: no transactions, nothing that is unique by more than a look beforehand, indexes
 * with all attributes, an item for each comment, time-outs where somebody reads. It promises less.
 */
export const PLAIN: Readonly<Record<string, Minimum>> = {
  create_by_staff: {
    calls: 6,
    reads: 4.5,
    writes: 5,
    because: 'exam, policy, allowance, learner, the learner’s attempts; the attempt with 3 index entries, the learner',
  },
  click_download_software: CHANGE,
  ready: { ...CHANGE, calls: 4, reads: 1.5, because: `by an index; ${CHANGE.because}` },
  start: { ...CHANGE, calls: 5, reads: 3, because: `exam and allowance; ${CHANGE.because}` },
  poll: { calls: 2, reads: 2, writes: 0, because: 'the attempt and its exam' },
  stop: CHANGE,
  submit: CHANGE,
  review: {
    calls: 16,
    reads: 2.5,
    writes: 18,
    because: `attempt by its code, review; the review, 10 comments, the payload; ${CHANGE.because}`,
  },
};
