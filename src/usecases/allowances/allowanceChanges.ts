import type { Caller } from '../../domain/actors.ts';
import type { AllowanceChangePage } from '../../domain/allowances/allowance.ts';
import { type ExamForStaffPorts, readExamForStaff } from '../exams/readExamForStaff.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';

export interface AllowanceChangePorts extends ExamForStaffPorts {
  allowances: Pick<AllowanceStore, 'changesOf'>;
}

/**
 * A page of the changes of a learner's allowances at an exam, newest first, for staff of its course.
 * @throws DomainError `exam_not_found`, `forbidden`
 */
export async function readAllowanceChanges(
  ports: AllowanceChangePorts,
  caller: Caller,
  examId: number,
  userId: number,
  page: { limit: number; cursor?: string },
): Promise<AllowanceChangePage> {
  await readExamForStaff(ports, caller, examId);
  return ports.allowances.changesOf(examId, userId, page);
}
