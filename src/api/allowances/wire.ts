import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { toWireExam } from '../exams/wire.ts';

export function toWireAllowance(allowance: Allowance, exam: Exam) {
  return {
    id: allowance.allowanceId,
    created: allowance.createdAt,
    modified: allowance.modifiedAt,
    user: allowance.user,
    key: allowance.key,
    value: allowance.value,
    proctored_exam: toWireExam(exam),
  };
}
