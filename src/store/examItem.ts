import type { Exam } from '../domain/exams/exam.ts';
import { type Item, number, text, withoutNulls } from './item.ts';

/** The sort keys of the exams table: everything about an exam is in its partition. */
export const examEntry = {
  exam: 'exam',
  policy: 'policy',
  allowance: (userId: number, key: string) => `allowance#${userId}#${key}`,
};

/** How the exams of a course are listed by the index `by_course`. */
export const LISTED_EXAM = 'exam#';

export function toExamItem(exam: Exam): Item {
  return withoutNulls({
    exam_id: exam.examId,
    entry: examEntry.exam,
    listed_in_course: exam.courseId,
    listed_as: `${LISTED_EXAM}${String(exam.examId).padStart(16, '0')}`,
    course_id: exam.courseId,
    content_id: exam.contentId,
    external_id: exam.externalId,
    exam_name: exam.examName,
    time_limit_mins: exam.timeLimitMins,
    is_proctored: exam.isProctored,
    is_practice_exam: exam.isPracticeExam,
    is_active: exam.isActive,
    due_date: exam.dueDate,
    hide_after_due: exam.hideAfterDue,
    backend: exam.backend,
  });
}

export function fromExamItem(item: Item): Exam {
  return {
    examId: number(item.exam_id) ?? 0,
    courseId: text(item.course_id) ?? '',
    contentId: text(item.content_id) ?? '',
    externalId: text(item.external_id),
    examName: text(item.exam_name) ?? '',
    timeLimitMins: number(item.time_limit_mins) ?? 0,
    isProctored: item.is_proctored === true,
    isPracticeExam: item.is_practice_exam === true,
    isActive: item.is_active === true,
    dueDate: text(item.due_date),
    hideAfterDue: item.hide_after_due === true,
    backend: text(item.backend),
  };
}
