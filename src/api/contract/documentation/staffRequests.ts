import { ATTEMPTS } from './objects.ts';

const reviewed = { attempt_code: ATTEMPTS.reviewed.attemptCode };

/** The example requests of endpoints that front ends of staff need. */
export const STAFF_REQUESTS = {
  actOnAttempts: {
    body: {
      action: 'verify' as const,
      attempts: [
        { attempt_id: ATTEMPTS.toVerify.attemptId, if_version: 4 },
        { attempt_id: ATTEMPTS.toAnnounce.attemptId },
      ],
      reason: 'Identity confirmed by the office',
      dry_run: true,
    },
  },
  addNote: { params: reviewed, body: { text: 'The learner reported a fire alarm at 10:20' } },
  listNotes: { params: reviewed, query: { limit: 25, cursor: '' } },
  getMe: {},
};
