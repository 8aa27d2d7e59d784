import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { ExamStore } from '../ports/examStore.ts';

export interface ExamForStaffPorts extends StaffRightsPorts {
  exams: Pick<ExamStore, 'readConsistent'>;
}

/** The exam for staff of its course. @throws DomainError `exam_not_found`, `forbidden` */
export async function readExamForStaff(ports: ExamForStaffPorts, caller: Caller, examId: number): Promise<Exam> {
  const exam = await ports.exams.readConsistent(examId);
  if (!exam) throw new DomainError('exam_not_found', `There is no exam with the id ${examId}.`);
  await requireCourseStaff(ports, caller, exam.courseId);
  return exam;
}
