import { type Caller, requireStaffOver } from '../../domain/actors.ts';
import { ADDITIONAL_TIME, type Allowance } from '../../domain/allowances/allowance.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { asCourseStaff, requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import { readExam } from '../exams/readExam.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { type AllowancePorts, revoke } from './setAllowance.ts';

export interface AllowanceAtExam {
  allowance: Allowance;
  exam: Exam;
}

/**
 * The allowances of a course by username, with their exams.
 * @param limit the number of allowances to read; without one, all
 * @throws DomainError `forbidden`
 */
export async function readCourseAllowances(
  ports: StaffRightsPorts & { allowances: Pick<AllowanceStore, 'ofCourse'>; exams: Pick<ExamStore, 'ofCourse'> },
  caller: Caller,
  courseId: string,
  limit?: number,
): Promise<AllowanceAtExam[]> {
  await requireCourseStaff(ports, caller, courseId);
  const [allowances, exams] = await Promise.all([
    ports.allowances.ofCourse(courseId, limit),
    ports.exams.ofCourse(courseId),
  ]);
  const byId = new Map(exams.map(exam => [exam.examId, exam]));
  return allowances.flatMap(allowance => {
    const exam = byId.get(allowance.examId);
    return exam ? [{ allowance, exam }] : [];
  });
}

/**
 * Removes additional time by the allowance's id within a course.
 * @throws DomainError `forbidden`, `allowance_not_found`, `busy`
 */
export async function removeAdditionalTime(
  ports: AllowancePorts,
  caller: Caller,
  courseId: string,
  allowanceId: number,
): Promise<void> {
  const staff = await asCourseStaff(ports, caller, courseId);
  const allowance = await ports.allowances.find(allowanceId);
  if (allowance?.courseId !== courseId || allowance.key !== ADDITIONAL_TIME) {
    throw new DomainError(
      'allowance_not_found',
      `Course ${courseId} has no additional time with the id ${allowanceId}.`,
    );
  }
  const { examId, user, key } = allowance;
  const by = requireStaffOver(staff, courseId, user.id);
  await revoke(ports, await readExam(ports.exams, examId), { userId: user.id, key, by });
}
