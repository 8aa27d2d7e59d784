import type * as z from 'zod/mini';
import { DomainError } from '../../domain/errors.ts';
import type { Backend } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import type { ExamChanges } from '../../usecases/exams/changeExam.ts';
import type { changeExam, createExam, registerExams } from './contract.ts';

export function toExamFields(body: z.output<ReturnType<typeof createExam.body>>): ExamFields {
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

/** Changes of a body; absent fields remain unchanged. */
export function toExamChanges(body: z.output<ReturnType<typeof changeExam.body>>): ExamChanges {
  return {
    ...(body.external_id !== undefined && { externalId: body.external_id }),
    ...(body.exam_name != null && { examName: body.exam_name }),
    ...(body.time_limit_mins != null && { timeLimitMins: body.time_limit_mins }),
    ...(body.is_proctored != null && { isProctored: body.is_proctored }),
    ...(body.is_practice_exam != null && { isPracticeExam: body.is_practice_exam }),
    ...(body.is_active != null && { isActive: body.is_active }),
    ...(body.hide_after_due != null && { hideAfterDue: body.hide_after_due }),
    ...(body.due_date !== undefined && { dueDate: body.due_date }),
    ...(body.backend !== undefined && { backend: body.backend }),
  };
}

/** @throws DomainError `unprocessable_exams` for an exam of another course than the path's */
export function toRegisteredExams(
  courseId: string,
  body: z.output<ReturnType<typeof registerExams.body>>,
): ExamFields[] {
  requireCourse(courseId, body, 'unprocessable_exams');
  return body.map(exam =>
    toExamFields({
      ...exam,
      course_id: courseId,
      exam_name: exam.exam_name || exam.content_id,
      external_id: exam.external_id ?? null,
    }),
  );
}

/** @throws DomainError `problem` for an exam of a list that names another course */
export function requireCourse(
  courseId: string,
  list: readonly { course_id?: string | null | undefined }[],
  problem: 'unprocessable_exams' | 'invalid_request',
): void {
  const inputErrors = list.flatMap(({ course_id }, index) =>
    course_id == null || course_id === courseId
      ? []
      : [{ pointer: `/${index}/course_id`, detail: 'must be the course of the path' }],
  );
  if (inputErrors.length === 0) return;
  throw new DomainError(problem, `All exams of the list must be of the course ${courseId}.`, { inputErrors });
}

/** The platform, for front ends; independent of the vendor. */
export interface Platform {
  name: string;
  contactUs: string;
  linkUrls: Readonly<Record<string, string>> | null;
  learnerNotificationFromEmail: string | null;
}

/** @param backend undefined for an exam without proctoring whose backend is not configured */
export function toWireSettings(platform: Platform, backend: Backend | undefined) {
  return {
    platform_name: platform.name,
    contact_us: platform.contactUs,
    link_urls: platform.linkUrls && { ...platform.linkUrls },
    exam_proctoring_backend: { ...backend?.config },
    provider_tech_support_email: backend?.techSupportEmail ?? null,
    provider_tech_support_phone: backend?.techSupportPhone ?? null,
    provider_tech_support_url: backend?.techSupportUrl ?? null,
    provider_name: backend?.providerName ?? null,
    learner_notification_from_email: platform.learnerNotificationFromEmail,
    integration_specific_email: backend?.integrationSpecificEmail ?? null,
    proctoring_escalation_email: backend?.proctoringEscalationEmail ?? null,
  };
}

/** An exam in the format of edx-proctoring. */
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
