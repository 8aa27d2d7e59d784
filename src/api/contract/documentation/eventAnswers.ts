import { ATTEMPTS, COURSE_ID, EXAMS } from './objects.ts';

/** The event of the examples, which the local stack logs. */
export const EXAMPLE_EVENT = {
  specversion: '1.0' as const,
  id: 'evt_019a44f9cd005d0e1b7a2c9f4e8360aa',
  source: 'https://proctoring.example.edu',
  type: 'proctoring.attempt.verified.v1',
  subject: `attempts/${ATTEMPTS.reviewed.attemptId}`,
  time: '2025-11-02T13:05:12.000Z',
  datacontenttype: 'application/json' as const,
  sequence: '0000000004',
  partitionkey: String(ATTEMPTS.reviewed.attemptId),
  data: {
    attempt: {
      id: ATTEMPTS.reviewed.attemptId,
      attempt_code: ATTEMPTS.reviewed.attemptCode,
      attempt_number: null,
      version: 4,
      status: 'verified',
      previous_status: 'submitted',
      started_at: '2025-11-02T09:41:00.000Z',
      completed_at: '2025-11-02T10:58:30.000Z',
      taking_as_proctored: true,
      is_sample_attempt: false,
    },
    exam: {
      id: EXAMS.midterm.examId,
      course_id: COURSE_ID,
      content_id: EXAMS.midterm.contentId,
      type: 'proctored' as const,
    },
    learner: { id: ATTEMPTS.reviewed.learner.id },
    changed_by: { role: 'vendor' as const, user_id: null },
    reason: null,
  },
};

/** The successful answers about events. */
export const EVENT_ANSWERS = {
  listEvents: {
    results: [EXAMPLE_EVENT],
    next_cursor: 'WyIxNzYyMDg5MTcyMDAwIixudWxsXQ',
    has_more: false,
  },
  readEvent: EXAMPLE_EVENT,
};
