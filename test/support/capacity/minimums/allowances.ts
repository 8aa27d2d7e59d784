import type { Minimum } from './minimum.ts';

const EXAMS = { calls: 1, reads: 0.5, writes: 0, because: 'the course’s exams, by their index' };
const LISTED: Minimum = {
  calls: 2,
  reads: 1.5,
  writes: 0,
  because: 'the course’s allowances and exams, by their index',
};

/** Allowances as edx-exams and the newer instructor dashboard have them. */
export const ALLOWANCE_MINIMUMS: Readonly<Record<string, Minimum>> = {
  list_edx_exams_exams: EXAMS,
  list_edx_exams_allowances: LISTED,
  set_edx_exams_allowances: {
    calls: 13,
    reads: 51,
    writes: 90,
    because: 'as in bulk: 3 batch reads for all 10 learners, a transaction each',
    above: 'every learner is known before the first one is granted, and read again with the allowance',
  },
  remove_edx_exams_allowance: {
    calls: 5,
    reads: 4.5,
    writes: 11,
    because: 'the index; exam and slot; the allowance; the attempt; its transaction with a former version',
    above: 'the allowance is read again with the slot: a conflict repeats both',
  },
  list_instructor_allowances: LISTED,
  set_instructor_allowances: {
    calls: 13,
    reads: 51,
    writes: 90,
    because: 'as in bulk: 3 batch reads for all 10 learners, a transaction each',
    above: 'the exam is read first; a learner’s email along with the username',
  },
  remove_instructor_allowances: {
    calls: 13,
    reads: 31,
    writes: 110,
    because: 'the exam; allowances and slots; attempts; a transaction each',
  },
  proctoring_settings: {
    calls: 2,
    reads: 1.5,
    writes: 0,
    because: 'the exams, by their index; what the course has chosen',
  },
};
