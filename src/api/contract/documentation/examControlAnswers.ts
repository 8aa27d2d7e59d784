import { EXAMS } from './objects.ts';

const exam_id = EXAMS.resit.examId;

/** The successful answers to the control of running exams. */
export const EXAM_CONTROL_ANSWERS = {
  getExamPause: { exam_id, paused_at: null, paused_seconds: 754.2 },
  pauseExam: { exam_id, paused_at: '2026-11-02T10:05:00.000Z', paused_seconds: 0 },
  resumeExam: { exam_id, paused_at: null, paused_seconds: 754.2 },
};
