import { ATTEMPTS, EXAMS, LEARNERS } from './objects.ts';

const midterm = { exam_id: EXAMS.midterm.examId };
const resit = { exam_id: EXAMS.resit.examId };

/** The example requests of the control of running exams. */
export const EXAM_CONTROL_REQUESTS = {
  getExamPause: { params: resit },
  pauseExam: { params: resit },
  resumeExam: { params: resit },
  startTimeJob: {
    params: resit,
    body: {
      minutes: 10,
      reason: 'Fire alarm',
      user_ids: [LEARNERS.mina.id],
      in_progress_only: true,
      idempotency_key: 'fire-alarm-1',
    },
  },
  listAllowanceChanges: { params: midterm, query: { user_id: ATTEMPTS.running.learner.id, limit: 100, cursor: '' } },
  getTimeJob: { params: { ...resit, job_id: 'fire-alarm-0' } },
  getExamMonitor: { params: midterm, query: { limit: 100, cursor: 'MjAyNi0wMS0wMVQwMDowMDowMC4wMDBaIDE' } },
};
