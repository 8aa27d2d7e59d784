import type { Caller } from '../../domain/actors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { examNotOfCourse } from './readExam.ts';

/** @throws DomainError `exam_not_found`, also for an exam of another course */
export async function requireExamOfCourse(
  { exams }: { exams: Pick<ExamStore, 'read'> },
  courseId: string,
  examId: number,
): Promise<Exam> {
  const exam = await exams.read(examId);
  if (exam?.courseId === courseId) return exam;
  throw examNotOfCourse(courseId, examId);
}

/** All exams of a course, active or not, for its staff. @throws DomainError `forbidden` */
export async function listCourseExams(
  ports: StaffRightsPorts & { exams: Pick<ExamStore, 'ofCourse'> },
  caller: Caller,
  courseId: string,
): Promise<Exam[]> {
  await requireCourseStaff(ports, caller, courseId);
  return ports.exams.ofCourse(courseId);
}
