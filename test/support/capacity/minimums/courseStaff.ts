import type { Minimum } from './minimum.ts';

/** The table of course staff. */
export const COURSE_STAFF_MINIMUMS: Readonly<Record<string, Minimum>> = {
  add_course_staff: {
    calls: 12,
    reads: 1,
    writes: 11,
    because: 'the entry of the course, for the limit, its update, and the list of each user',
  },
  remove_course_staff: {
    calls: 11,
    reads: 0,
    writes: 11,
    because: 'the update of the entry, and of the list of each user',
  },
  read_own_rights: { calls: 2, reads: 3, writes: 0, because: 'the list of the user, and the entries of its courses' },
  read_own_rights_by_token: { calls: 1, reads: 1, writes: 0, because: 'the list of the user, which may be missing' },
  list_course_staff: { calls: 1, reads: 1, writes: 0, because: 'the entry of the course' },
  read_by_added_staff: {
    calls: 3,
    reads: 2.5,
    writes: 0,
    because: 'the attempt, the entry of its course, the exam for display',
  },
};
