import type { AllowanceAtExam } from '../../usecases/allowances/courseAllowances.ts';
import { toWireExam } from '../exams/wire.ts';

export function toWireAllowance({ allowance, exam }: AllowanceAtExam) {
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
