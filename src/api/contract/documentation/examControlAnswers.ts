import { ATTEMPTS, EXAMS } from './objects.ts';

const exam_id = EXAMS.resit.examId;
const job = {
  job_id: 'fire-alarm-1',
  exam_id,
  minutes: 10,
  reason: 'Fire alarm',
  user_ids: null,
  in_progress_only: true,
  excluded_user_id: null,
  granted: 0,
  granted_user_ids: null,
  created: '2026-11-02T10:05:00.000Z',
};
/** Jobs that are running. */
export const STARTED_TIME_JOB = { ...job, state: 'running' as const };

/** The successful answers to the control of running exams. */
export const EXAM_CONTROL_ANSWERS = {
  getExamPause: { exam_id, paused_at: null, paused_by: null, paused_seconds: 754.2 },
  pauseExam: {
    exam_id,
    paused_at: '2026-11-02T10:05:00.000Z',
    paused_by: { role: 'staff' as const, user_id: 901 },
    paused_seconds: 0,
  },
  getExamMonitor: {
    exam_id: EXAMS.midterm.examId,
    paused_at: null,
    paused_by: null,
    paused_seconds: 0,
    counts: { created: 1, started: 1, submitted: 9 },
    is_truncated: false,
    in_progress: 1,
    results: [
      {
        attempt_id: ATTEMPTS.running.attemptId,
        attempt_code: ATTEMPTS.running.attemptCode,
        user_id: ATTEMPTS.running.learner.id,
        username: ATTEMPTS.running.learner.username,
        status: 'started',
        started_at: '2026-11-02T09:41:00.000Z',
        ends_at: '2026-11-02T11:11:00.000Z',
        remaining_seconds: null,
        modified: '2026-11-02T09:41:00.000Z',
        version: 2,
      },
    ],
    not_started: [
      {
        attempt_id: ATTEMPTS.toAnnounce.attemptId,
        attempt_code: ATTEMPTS.toAnnounce.attemptCode,
        user_id: ATTEMPTS.toAnnounce.learner.id,
        username: ATTEMPTS.toAnnounce.learner.username,
        status: 'created',
        created: '2026-11-02T09:40:00.000Z',
        modified: '2026-11-02T09:40:00.000Z',
      },
    ],
    not_started_count: 1,
    next_cursor: null,
    as_of: '2026-11-02T10:05:00.000Z',
  },
  startTimeJob: { ...job, state: 'done' as const },
  getTimeJob: { ...job, state: 'running' as const },
  listAllowanceChanges: {
    results: [
      {
        key: 'additional_time_granted',
        value: '10',
        changed_at: '2026-11-02T10:05:00.000Z',
        changed_by: { role: 'staff' as const, user_id: 901 },
        reason: 'Fire alarm',
      },
    ],
    next_cursor: null,
  },
  resumeExam: { exam_id, paused_at: null, paused_by: null, paused_seconds: 754.2 },
};
