import type { AllowanceAtExam } from '../../../usecases/allowances/courseAllowances.ts';
import type { BulkRow } from '../../../usecases/allowances/setAllowances.ts';
import { toInstructorExam } from '../../exams/instructorV2/wire.ts';
import type { Columns } from '../../http/pages.ts';
import { toWireAllowance } from '../wire.ts';

export function toInstructorAllowance(row: AllowanceAtExam) {
  return { ...toWireAllowance(row), proctored_exam: toInstructorExam(row.exam) };
}

const usernameOf = ({ allowance }: AllowanceAtExam) => allowance.user.username.toLowerCase();
const emailOf = ({ allowance }: AllowanceAtExam) => allowance.user.email.toLowerCase();
const examNameOf = ({ exam }: AllowanceAtExam) => exam.examName.toLowerCase();
const keyOf = ({ allowance }: AllowanceAtExam) => allowance.key;
/** Padded, so that minutes sort as numbers. */
const sortableValueOf = ({ allowance: { value } }: AllowanceAtExam) =>
  /^\d+$/.test(value) ? value.padStart(10, '0') : value;

/** The columns by which the list is sorted. */
export const ALLOWANCE_COLUMNS: Columns<AllowanceAtExam> = {
  'user.username': usernameOf,
  username: usernameOf,
  'user.email': emailOf,
  email: emailOf,
  'proctored_exam.exam_name': examNameOf,
  exam_name: examNameOf,
  key: keyOf,
  allowance_type: keyOf,
  value: sortableValueOf,
};

export function toRowResult({ userInfo, status, detail }: BulkRow) {
  const success = status === 200;
  return { identifier: userInfo, success, ...(!success && detail !== undefined && { error: detail }) };
}
