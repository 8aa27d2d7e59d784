import type { Exam } from '../../../domain/exams/exam.ts';
import type { Columns } from '../../http/pages.ts';
import type { INSTRUCTOR_EXAM_TYPES } from './contract.ts';

/** An exam in the format of the newer instructor dashboard. */
export function toInstructorExam(exam: Exam) {
  return {
    id: exam.examId,
    course_id: exam.courseId,
    content_id: exam.contentId,
    exam_name: exam.examName,
    time_limit_mins: exam.timeLimitMins,
    due_date: exam.dueDate,
    exam_type: instructorExamType(exam),
    is_proctored: exam.isProctored,
    is_practice_exam: exam.isPracticeExam,
    is_active: exam.isActive,
    hide_after_due: exam.hideAfterDue,
    backend: exam.backend,
  };
}

export function instructorExamType({ isPracticeExam, isProctored }: Exam): (typeof INSTRUCTOR_EXAM_TYPES)[number] {
  if (isPracticeExam) return 'practice';
  return isProctored ? 'proctored' : 'timed';
}

interface SortedFields {
  user: { username: string; email: string };
  examName: string;
}

/** The columns that all lists of learners at exams can be sorted by. */
export function learnerColumns<Row>(fieldsOf: (row: Row) => SortedFields): Columns<Row> {
  const username = (row: Row) => fieldsOf(row).user.username.toLowerCase();
  const email = (row: Row) => fieldsOf(row).user.email.toLowerCase();
  const examName = (row: Row) => fieldsOf(row).examName.toLowerCase();
  return {
    'user.username': username,
    username,
    'user.email': email,
    email,
    'proctored_exam.exam_name': examName,
    exam_name: examName,
  };
}
