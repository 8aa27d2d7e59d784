import type * as z from 'zod/mini';
import type { createExam } from '../../contract/exams.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';

export function toExamFields(body: z.output<typeof createExam.body>): ExamFields {
  return {
    courseId: body.course_id,
    contentId: body.content_id,
    externalId: body.external_id,
    examName: body.exam_name,
    timeLimitMins: body.time_limit_mins,
    isProctored: body.is_proctored,
    isPracticeExam: body.is_practice_exam,
    isActive: body.is_active,
    dueDate: body.due_date ?? null,
    hideAfterDue: body.hide_after_due,
    backend: body.backend ?? null,
  };
}

/** An exam as clients of edx-proctoring know it. */
export function toWireExam(exam: Exam) {
  return {
    id: exam.examId,
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
  };
}
