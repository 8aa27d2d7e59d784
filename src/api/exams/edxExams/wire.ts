import type { Backends } from '../../../domain/exams/backends.ts';
import type { Exam } from '../../../domain/exams/exam.ts';
import { examType } from '../../attempts/attemptData.ts';

/** An exam in the format of edx-exams. */
export function toEdxExamsExam(exam: Exam, backends: Backends) {
  return {
    id: exam.examId,
    exam_name: exam.examName,
    course_id: exam.courseId,
    content_id: exam.contentId,
    time_limit_mins: exam.timeLimitMins,
    due_date: exam.dueDate,
    exam_type: examType(exam, backends),
    hide_after_due: exam.hideAfterDue,
    is_active: exam.isActive,
  };
}
