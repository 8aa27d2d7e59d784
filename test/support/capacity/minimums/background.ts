import type { Minimum } from './minimum.ts';

/** Exams, the schedule and the archive. */
export const BACKGROUND_MINIMUMS: Readonly<Record<string, Minimum>> = {
  create_exam: { calls: 1, reads: 0, writes: 5, because: 'the exam with an index entry, its content' },
  read_exam: { calls: 1, reads: 1, writes: 0, because: 'the exam' },
  exam_settings: { calls: 1, reads: 1, writes: 0, because: 'the exam' },
  list_exams: { calls: 1, reads: 0.5, writes: 0, because: 'the index' },

  schedule: {
    calls: 1,
    reads: 0.5,
    writes: 0,
    because: 'the index',
    above: '48 buckets, six a run: one key of an index takes 1,000 writes a second (docs/scaling.md)',
  },
  schedule_later: {
    calls: 2,
    reads: 1,
    writes: 0,
    because: 'the indexes of ends and of names to renew',
    above: '48 buckets, as above',
  },
  time_out: {
    calls: 2,
    reads: 0.5,
    writes: 3,
    because: 'the index, one write without a read; the attempt leaves two sparse indexes',
    above: '48 buckets, as above',
  },
  archive_100: {
    calls: 5,
    reads: 100,
    writes: 100,
    because: '4 batches of 25; the erasure of the learners, after the items are written',
    above: 'erasure is read before as well, so that no name of an erased learner is written',
  },
  archive_100_removals: {
    calls: 7,
    reads: 200,
    writes: 100,
    because: 'the same, and 100 tombstones; 100 keys a call',
    above: 'as above',
  },
};
