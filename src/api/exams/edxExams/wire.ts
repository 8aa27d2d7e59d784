import type * as z from 'zod/mini';
import type { Backends } from '../../../domain/exams/backends.ts';
import type { Exam } from '../../../domain/exams/exam.ts';
import { examType } from '../../../domain/exams/examType.ts';
import type { PublishedExam } from '../../../usecases/exams/publishExams.ts';
import { requireCourse } from '../wire.ts';
import type { publishEdxExamsExams } from './contract.ts';

type PublishedList = z.output<ReturnType<typeof publishEdxExamsExams.body>>;

/** Three types are stored alike: the backend decides whether a practice exam is an onboarding exam. */
const PRACTICE = { isProctored: true, isPracticeExam: true };
const FLAGS_BY_TYPE: Record<PublishedList[number]['exam_type'], Pick<Exam, 'isProctored' | 'isPracticeExam'>> = {
  timed: { isProctored: false, isPracticeExam: false },
  proctored: { isProctored: true, isPracticeExam: false },
  practice: PRACTICE,
  practice_proctored: PRACTICE,
  onboarding: PRACTICE,
};

/** @throws DomainError `invalid_request` for an exam of another course than the path's */
export function toPublishedExams(courseId: string, body: PublishedList): PublishedExam[] {
  requireCourse(courseId, body, 'invalid_request');
  return body.map(exam => ({
    courseId,
    contentId: exam.content_id,
    externalId: null,
    examName: exam.exam_name || exam.content_id,
    timeLimitMins: exam.time_limit_mins,
    ...FLAGS_BY_TYPE[exam.exam_type],
    isActive: exam.is_active,
    dueDate: exam.due_date ?? null,
    hideAfterDue: exam.hide_after_due,
  }));
}

/** The backends in the format of edx-exams, by name; none is connected by LTI. */
export function toWireProviders({ byName }: Backends) {
  const names = [...byName.keys()].sort();
  return names.map(name => ({
    name,
    verbose_name: byName.get(name)?.providerName ?? name,
    lti_configuration_id: null,
  }));
}

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
