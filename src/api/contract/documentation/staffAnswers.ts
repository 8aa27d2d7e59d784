import { ATTEMPTS, COURSE_ID } from './objects.ts';

const note = {
  id: 892861293546819,
  attempt_id: ATTEMPTS.reviewed.attemptId,
  created: '2026-11-02T14:20:00.000Z',
  author: { role: 'staff' as const, user_id: 901 },
  text: 'The learner reported a fire alarm at 10:20',
};

/** The link has a token of the vendor's protocol. */
export const DASHBOARD_LINK = {
  url: 'https://proctor.example.com/instructor/example-client/?jwt=eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
};

/** The successful answers that front ends of staff need. */
export const STAFF_ANSWERS = {
  openExamDashboard: undefined,
  openCourseDashboard: undefined,
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
  addNote: note,
  listNotes: { results: [note], next_cursor: null },
  getMe: {
    user_id: 901,
    username: 'example-staff',
    name: 'Ada Example',
    is_staff: false,
    course_staff: [COURSE_ID],
  },
};
