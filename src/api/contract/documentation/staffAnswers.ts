import { COURSE_ID } from './objects.ts';

/** The successful answers that front ends of staff need. */
export const STAFF_ANSWERS = {
  getMe: {
    user_id: 901,
    username: 'example-staff',
    name: 'Ada Example',
    is_staff: false,
    course_staff: [COURSE_ID],
  },
};
