import { EXAM_CONTROL_ANSWERS } from './examControlAnswers.ts';
import { COURSE_ID, LEARNERS } from './objects.ts';

/** The successful answers to registrations by the LMS, of learners, course staff and enrolments, and to the control of exams. */
export const REGISTRATION_ANSWERS = {
  ...EXAM_CONTROL_ANSWERS,

  registerLearners: { registered: 1 },

  addCourseStaff: undefined,
  removeCourseStaff: undefined,
  getCourseStaff: { results: [{ user_id: 901, course_id: COURSE_ID }], next_cursor: null },

  addEnrolments: undefined,
  removeEnrolments: undefined,
  getEnrolments: {
    results: [{ user_id: LEARNERS.mina.id, course_id: COURSE_ID, mode: 'verified' }],
    next_cursor: null,
  },
};
