import type { Caller } from '../../domain/actors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { listCourseExams } from './examOfCourse.ts';

/** The active exams of a course, for its staff. @throws DomainError `forbidden` */
export async function listActiveExams(
  ports: StaffRightsPorts & { exams: Pick<ExamStore, 'ofCourse'> },
  caller: Caller,
  courseId: string,
): Promise<Exam[]> {
  return (await listCourseExams(ports, caller, courseId)).filter(exam => exam.isActive);
}
