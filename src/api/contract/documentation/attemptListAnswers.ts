import { ATTEMPTS, COURSE_ID, EXAMS } from './objects.ts';

const STARTED_AT = '2026-11-02T09:41:00.000Z';

const { id, username, email } = ATTEMPTS.running.learner;

const instructorExam = {
  id: EXAMS.midterm.examId,
  course_id: COURSE_ID,
  content_id: EXAMS.midterm.contentId,
  exam_name: EXAMS.midterm.examName,
  time_limit_mins: 90,
  due_date: null,
  exam_type: 'proctored' as const,
  is_proctored: true,
  is_practice_exam: false,
  is_active: true,
  hide_after_due: false,
  backend: null,
};

/** Example answers of the lists of all attempts, and of the dashboards around them. */
export const ATTEMPT_LIST_ANSWERS = {
  listEdxExamsAttempts: {
    count: 1,
    next: null,
    previous: null,
    results: [
      {
        attempt_id: ATTEMPTS.reviewed.attemptId,
        attempt_status: 'verified' as const,
        start_time: STARTED_AT,
        end_time: STARTED_AT,
        allowed_time_limit_mins: 90,
        exam_type: 'proctored' as const,
        exam_display_name: EXAMS.midterm.examName,
        username: ATTEMPTS.reviewed.learner.username,
        proctored_review: { submission_time: STARTED_AT, severity: null, submission_reason: 'Suspicious' },
      },
    ],
  },
  listInstructorExams: [instructorExam],
  listInstructorAttempts: {
    count: 1,
    num_pages: 1,
    next: null,
    previous: null,
    results: [
      {
        id: ATTEMPTS.running.attemptId,
        user: { id, username, email },
        exam_id: EXAMS.midterm.examId,
        exam_name: EXAMS.midterm.examName,
        exam_type: 'proctored' as const,
        status: 'started' as const,
        start_time: STARTED_AT,
        end_time: null,
        allowed_time_limit_mins: 90,
        ready_to_resume: false,
      },
    ],
  },
  resetInstructorAttempts: { success: true as const },
};
