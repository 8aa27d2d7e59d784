import { ATTEMPTS, COURSE_ID } from './objects.ts';

/** The successful answers that front ends of staff need. */
export const STAFF_ANSWERS = {
  actOnAttempts: {
    results: [
      { attempt_id: ATTEMPTS.toVerify.attemptId, ok: true, changed: true },
      {
        attempt_id: ATTEMPTS.toAnnounce.attemptId,
        ok: false,
        code: 'illegal_status_transition',
        detail: `The action verify is not allowed: attempt ${ATTEMPTS.toAnnounce.attemptId} has the status created.`,
      },
    ],
  },
  getMe: {
    user_id: 901,
    username: 'example-staff',
    name: 'Ada Example',
    is_staff: false,
    course_staff: [COURSE_ID],
  },
};
