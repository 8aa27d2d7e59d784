import type { AllowanceAtExam } from '../../../usecases/allowances/courseAllowances.ts';
import type { BulkRow } from '../../../usecases/allowances/setAllowances.ts';
import { learnerColumns, toInstructorExam } from '../../exams/instructorV2/wire.ts';
import type { Columns } from '../../http/pages.ts';
import { rowDetail } from '../../http/rowFailure.ts';
import { toWireAllowance } from '../wire.ts';

export function toInstructorAllowance(row: AllowanceAtExam) {
  return { ...toWireAllowance(row), proctored_exam: toInstructorExam(row.exam) };
}

const keyOf = ({ allowance }: AllowanceAtExam) => allowance.key;
/** Padded, so that minutes sort as numbers. */
const sortableValueOf = ({ allowance: { value } }: AllowanceAtExam) =>
  /^\d+$/.test(value) ? value.padStart(10, '0') : value;

/** The columns by which the list is sorted. */
export const ALLOWANCE_COLUMNS: Columns<AllowanceAtExam> = {
  ...learnerColumns(({ allowance, exam }) => ({ user: allowance.user, examName: exam.examName })),
  key: keyOf,
  allowance_type: keyOf,
  value: sortableValueOf,
};

export function toRowResult(row: BulkRow) {
  const success = row.status === 200;
  const { detail } = rowDetail(row);
  return { identifier: row.userInfo, success, ...(!success && detail !== undefined && { error: detail }) };
}
