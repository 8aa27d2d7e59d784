import { ADDITIONAL_TIME, COURSE_ID, EXAMS, LEARNERS } from './objects.ts';

const GRANTED_AT = '2026-11-02T09:41:00.000Z';

const learner = {
  id: ADDITIONAL_TIME.learner.id,
  username: ADDITIONAL_TIME.learner.username,
  email: ADDITIONAL_TIME.learner.email,
};

const exam = {
  id: EXAMS.quiz.examId,
  exam_name: EXAMS.quiz.examName,
  course_id: COURSE_ID,
  content_id: EXAMS.quiz.contentId,
  time_limit_mins: EXAMS.quiz.timeLimitMins,
  due_date: null,
  exam_type: 'proctored' as const,
  hide_after_due: false,
  is_active: true,
};

/** Answers about allowances in the formats of edx-exams and of the newer instructor dashboard. */
export const ALLOWANCE_ANSWERS = {
  listEdxExamsExams: [exam],
  listEdxExamsAllowances: [
    {
      id: ADDITIONAL_TIME.allowanceId,
      exam_id: ADDITIONAL_TIME.examId,
      user_id: learner.id,
      extra_time_mins: ADDITIONAL_TIME.minutes,
      username: learner.username,
      exam_name: EXAMS.quiz.examName,
      email: learner.email,
    },
  ],
  setEdxExamsAllowances: undefined,
  removeEdxExamsAllowance: undefined,
  listInstructorAllowances: {
    count: 1,
    num_pages: 1,
    next: null,
    previous: null,
    results: [
      {
        id: ADDITIONAL_TIME.allowanceId,
        created: GRANTED_AT,
        modified: GRANTED_AT,
        user: learner,
        key: 'additional_time_granted',
        value: String(ADDITIONAL_TIME.minutes),
        proctored_exam: { ...exam, is_proctored: true, is_practice_exam: false, backend: null },
      },
    ],
  },
  setInstructorAllowances: {
    allowance_type: 'time_multiplier',
    value: '1.5',
    results: [
      { identifier: LEARNERS.mina.username, exam_id: EXAMS.midterm.examId, success: true },
      {
        identifier: 'nobody',
        exam_id: EXAMS.midterm.examId,
        success: false,
        error: 'No learner is known by this username, email or id. Register the learner first.',
      },
    ],
  },
  removeInstructorAllowances: {
    allowance_type: 'additional_time_granted',
    results: [{ identifier: LEARNERS.mina.id, success: true }],
  },
  getInstructorProctoringSettings: {
    proctoring_provider: 'software_secure',
    proctoring_escalation_email: 'escalation@example.edu',
    create_zendesk_tickets: false,
    enable_proctored_exams: true,
    supports_onboarding: false,
    review_dashboard_available: false,
  },
};
