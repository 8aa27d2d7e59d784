import type { Caller } from '../../domain/actors.ts';
import type { ExamFields } from '../../domain/exams/exam.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { CourseConfigs } from '../ports/courseConfigs.ts';
import { type CourseExamPorts, storeCourseExams } from './registerExams.ts';

/** An exam as its author publishes it: the backend is chosen for the course. */
export type PublishedExam = Omit<ExamFields, 'backend'>;

/**
 * Registers a course's exams for its staff. A proctored exam gets the backend that the course has chosen; without a choice
 * it keeps its own.
 * @throws DomainError `forbidden`, `invalid_request` for a repeated content id or a backend that is not configured, `busy`
 */
export async function publishExams(
  ports: StaffRightsPorts & CourseExamPorts & { courseConfigs: Pick<CourseConfigs, 'read'> },
  caller: Caller,
  courseId: string,
  list: readonly PublishedExam[],
): Promise<void> {
  await requireCourseStaff(ports, caller, courseId);
  const { backend } = await ports.courseConfigs.read(courseId);
  const exams = list.map(exam => (exam.isProctored && backend !== null ? { ...exam, backend } : exam));
  await storeCourseExams(ports, courseId, exams, 'invalid_request');
}
