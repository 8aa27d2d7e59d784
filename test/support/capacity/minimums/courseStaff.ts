import type { Minimum } from './minimum.ts';

/** The table of course staff. */
export const COURSE_STAFF_MINIMUMS: Readonly<Record<string, Minimum>> = {
  add_course_staff: {
    calls: 2,
    reads: 1,
    writes: 1,
    because: 'the entry of the course, for the limit, and its update',
  },
  remove_course_staff: { calls: 1, reads: 0, writes: 1, because: 'the update of the entry' },
  list_course_staff: { calls: 1, reads: 1, writes: 0, because: 'the entry of the course' },
  read_by_added_staff: {
    calls: 3,
    reads: 2.5,
    writes: 0,
    because: 'the attempt, the entry of its course, the exam to be shown',
  },
};
