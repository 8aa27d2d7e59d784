import type { Minimum } from './minimum.ts';

const KEYS = 'a course is spread over eight keys of the index (docs/scaling.md)';
const SHOWN = 'the exam, which is only displayed, is read consistently in the same batch';

const EXAM_OF_LEARNER: Minimum = {
  calls: 3,
  reads: 5,
  writes: 0,
  because: 'content; exam, additional time and slot; the attempt',
};

/** Lists of attempts. */
export const LIST_MINIMUMS: Readonly<Record<string, Minimum>> = {
  active_attempt: { calls: 3, reads: 2, writes: 0, because: 'index, attempt, the exam for display', above: SHOWN },
  active_exams: { calls: 4, reads: 3, writes: 0, because: 'index, attempt, allowances, the exam', above: SHOWN },
  course_view: {
    calls: 3,
    reads: 5.5,
    writes: 0,
    because: 'content and index; exam, additional time, slot and the attempt, once though it is shown twice',
  },
  course_view_onboarding: {
    calls: 4,
    reads: 6,
    writes: 0,
    because: 'as the page of an exam, and the exams of the course',
    above: 'the attempt, which is not in progress, is read once its slot is known',
  },
  edx_exams_view: EXAM_OF_LEARNER,
  latest_attempt: { calls: 3, reads: 2, writes: 0, because: 'index, attempt, the exam for display', above: SHOWN },
  latest_attempt_at_content: EXAM_OF_LEARNER,
  exam_access: {
    calls: 2,
    reads: 2.5,
    writes: 0,
    because: 'exam and slot, the attempt',
    above: `${SHOWN}; the additional time is read with it`,
  },
  list_by_cursor: {
    calls: 3,
    reads: 26,
    writes: 0,
    because: 'index, 25 attempts as they are, their exam',
    above: `${SHOWN}; ${KEYS}`,
  },
  list_by_page: {
    calls: 3,
    reads: 26,
    writes: 0,
    because: 'as by cursor',
    above: `${SHOWN}; ${KEYS}; the number of pages has to be counted`,
  },
  list_by_page_middle: {
    calls: 3,
    reads: 26,
    writes: 0,
    because: 'as by cursor',
    above: `${SHOWN}; ${KEYS}; the number of pages has to be counted, and the pages before skipped`,
  },
  list_of_status: {
    calls: 3,
    reads: 26,
    writes: 0,
    because: 'as by cursor',
    above: `${SHOWN}; ${KEYS}; the index has no status, so attempts are read to be filtered`,
  },
  list_of_other_status: {
    calls: 2,
    reads: 76,
    writes: 0,
    because: 'the index and the attempts of the course',
    above: KEYS,
  },
  search_by_cursor: {
    calls: 3,
    reads: 27,
    writes: 0,
    because: 'as by cursor; the whole index is read',
    above: `${SHOWN}; ${KEYS}`,
  },
  search_by_page: {
    calls: 3,
    reads: 27,
    writes: 0,
    because: 'as a search by cursor',
    above: `${SHOWN}; ${KEYS}; matches are counted separately`,
  },
  search_nobody: { calls: 1, reads: 1.5, writes: 0, because: 'the index of 75 attempts', above: KEYS },
  search_nobody_by_page: {
    calls: 1,
    reads: 1.5,
    writes: 0,
    because: 'the index of 75 attempts',
    above: `${KEYS}; matches are counted separately`,
  },
  list_all: {
    calls: 3,
    reads: 27,
    writes: 0,
    because: 'the index of 75 attempts, 25 attempts as they are, their exam',
    above: `${SHOWN}; ${KEYS}`,
  },
  list_all_sorted: {
    calls: 4,
    reads: 64.5,
    writes: 0,
    because: 'as unsorted; all 75 attempts at half the units',
    above: `${SHOWN}; ${KEYS}`,
  },
  list_reviewed: {
    calls: 5,
    reads: 115.5,
    writes: 0,
    because: 'the exam, the index, 75 attempts as they are and their reviews at half the units',
    above: `${SHOWN}, once more; ${KEYS}`,
  },
  list_special_exams: { calls: 1, reads: 0.5, writes: 0, because: 'the exams of the course by their index' },
  violation_report: {
    calls: 3,
    reads: 51.5,
    writes: 0,
    because: 'index, 25 reviews and their attempts as they are, the exam',
    above: `${SHOWN}; ${KEYS}`,
  },
};
