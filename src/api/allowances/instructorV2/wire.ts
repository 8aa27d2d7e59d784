import type { AllowanceAtExam } from '../../../usecases/allowances/courseAllowances.ts';
import type { BulkRow } from '../../../usecases/allowances/setAllowances.ts';
import { toInstructorExam } from '../../exams/instructorV2/wire.ts';
import type { Columns } from '../../http/pages.ts';
import { toWireAllowance } from '../wire.ts';

export function toInstructorAllowance([allowance, exam]: AllowanceAtExam) {
  return { ...toWireAllowance(allowance, exam), proctored_exam: toInstructorExam(exam) };
}

const username = ([{ user }]: AllowanceAtExam) => user.username.toLowerCase();
const email = ([{ user }]: AllowanceAtExam) => user.email.toLowerCase();
const examName = ([, exam]: AllowanceAtExam) => exam.examName.toLowerCase();
const key = ([allowance]: AllowanceAtExam) => allowance.key;

/** The columns by which the list is sorted. */
export const ALLOWANCE_COLUMNS: Columns<AllowanceAtExam> = {
  'user.username': username,
  username,
  'user.email': email,
  email,
  'proctored_exam.exam_name': examName,
  exam_name: examName,
  key,
  allowance_type: key,
  // Minutes before texts, and in the order of their numbers.
  value: ([{ value }]) => (/^\d+$/.test(value) ? value.padStart(10, '0') : value),
};

export function toRowResult({ userInfo, status, detail }: BulkRow) {
  const success = status === 200;
  return { identifier: userInfo, success, ...(!success && detail !== undefined && { error: detail }) };
}
