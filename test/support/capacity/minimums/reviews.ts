import { CHANGE, type Minimum } from './minimum.ts';

const because = 'code and review; the review, the payload, the attempt’s status, an index entry, not erased';
const above = 'the comments are in the review’s item as well as in the payload: 1.6 KB with them';
const review: Minimum = { calls: 2, reads: 2, writes: 9, because, above };

/** Reviews of vendors, and their reading by staff. */
export const REVIEW_MINIMUMS: Readonly<Record<string, Minimum>> = {
  review,
  review_repeated: { calls: 1, reads: 2, writes: 0, because: 'code, for the proof; the review, for its digest' },
  review_archived: { ...review, because: `${because.replace('the attempt’s status', 'that the attempt is gone')}` },
  review_with_photo: {
    ...review,
    writes: 991,
    because: `${because}; 984 KB of payload, put before the transaction`,
    above: `${above}; the payload is part of the transaction, where it costs twice`,
  },
  review_rest: {
    ...review,
    calls: 4,
    reads: 4,
    because: `external id and exam, for authorisation; ${because}`,
    above: `${above}; the attempt is located twice: to authorise the vendor’s token, and to record the review`,
  },
  ready: {
    ...CHANGE,
    calls: 4,
    reads: 3,
    because: 'external id, attempt and exam, for authorisation; one write',
    above: 'it is located by its code, which also finds one that was removed',
  },
  open_dashboard: {
    calls: 3,
    reads: 4,
    writes: 0,
    because: 'exam and external id in one batch, the attempt, the review',
    above: 'the attempt is located by its code, which also finds one that was removed',
  },
  read_review: {
    calls: 2,
    reads: 3,
    writes: 0,
    because: 'code and review in one batch, the attempt',
    above: 'the review is read once it is clear that the code exists',
  },
};
