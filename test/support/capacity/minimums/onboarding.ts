import type { Minimum } from './minimum.ts';

const SHARDS = 'a course has 64 items of learners, whatever their number (docs/adr/0020)';

/** Onboarding, and the enrolments that its list shows. */
export const ONBOARDING_MINIMUMS: Readonly<Record<string, Minimum>> = {
  onboarding_status: {
    calls: 4,
    reads: 3,
    writes: 0,
    because: 'the exams of the course; the attempts of the learner by the index, their codes, and as they are',
    above: 'the current attempt is also read by its slot, as the index lags',
  },
  onboarding_list: {
    calls: 29,
    reads: 37,
    writes: 0,
    because: 'the exams and the learners of the course; of 25 the names, the slots and the attempts by the index',
    above: `${SHARDS}; slots decide and are read consistently`,
  },
  onboarding_filter: {
    calls: 3,
    reads: 76,
    writes: 0,
    because: 'the exams and the learners of the course, the slots of 75',
    above: SHARDS,
  },
  enrol: {
    calls: 2,
    reads: 1,
    writes: 50,
    because: 'the learners of the course; of each an entry and a check that they are not erased, and the course',
    above: `${SHARDS}: so a transaction for each shard`,
  },
  enrol_again: { calls: 1, reads: 1, writes: 0, because: 'the learners of the course', above: SHARDS },
  withdraw: { calls: 1, reads: 0, writes: 32, because: 'the course and an entry for each learner', above: SHARDS },
  list_enrolments: { calls: 1, reads: 1, writes: 0, because: 'the learners of the course', above: SHARDS },
};
