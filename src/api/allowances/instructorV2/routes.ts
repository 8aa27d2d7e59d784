import { matchesSearch } from '../../../domain/learners/matchesSearch.ts';
import { readCourseAllowances } from '../../../usecases/allowances/courseAllowances.ts';
import type { AllowancePorts } from '../../../usecases/allowances/setAllowance.ts';
import { removeAllowancesInCourse, setAllowancesInCourse } from '../../../usecases/allowances/setAllowances.ts';
import { ok } from '../../http/answer.ts';
import { inOrder, toPage } from '../../http/pages.ts';
import { addressOf } from '../../http/path.ts';
import type { Route } from '../../http/router.ts';
import { logRowFailure } from '../../http/rowFailure.ts';
import { serve } from '../../http/serve.ts';
import * as contract from './contract.ts';
import { ALLOWANCE_COLUMNS, toInstructorAllowance, toRowResult } from './wire.ts';

/** Allowances of a course that are searched and sorted. */
const MAX_LISTED = 10_000;

/** The list of allowances for the newer instructor dashboard. */
export function instructorAllowanceListRoutes(ports: Parameters<typeof readCourseAllowances>[0]): Route[] {
  return [
    serve(contract.listInstructorAllowances, async ({ caller, params: { course_id }, query, basePath }) => {
      const allowances = await readCourseAllowances(ports, caller, course_id, MAX_LISTED);
      const matching = allowances.filter(({ allowance }) => matchesSearch(allowance.user, query.search));
      const address = addressOf(contract.listInstructorAllowances, { course_id }, basePath);
      const page = toPage(inOrder(matching, query.ordering, ALLOWANCE_COLUMNS), query, address);
      return ok({ ...page, results: page.results.map(toInstructorAllowance) });
    }),
  ];
}

/** Changes of allowances by the newer instructor dashboard. */
export function instructorAllowanceRoutes(allowancePorts: AllowancePorts): Route[] {
  const ports = { ...allowancePorts, onRowFailure: logRowFailure };
  return [
    serve(contract.setInstructorAllowances, async ({ caller, params: { course_id }, body }) => {
      const { exam_ids, user_ids, allowance_type, value } = body;
      const input = { examIds: exam_ids, userInfos: user_ids, key: allowance_type, value };
      const rows = await setAllowancesInCourse(ports, caller, course_id, input);
      const results = rows.map(row => ({ exam_id: row.examId, ...toRowResult(row) }));
      return ok({ allowance_type, value, results });
    }),
    serve(contract.removeInstructorAllowances, async ({ caller, params: { course_id, exam_id }, body }) => {
      const { user_ids, allowance_type } = body;
      const input = { examId: exam_id, userInfos: user_ids, key: allowance_type };
      const rows = await removeAllowancesInCourse(ports, caller, course_id, input);
      return ok({ allowance_type, results: rows.map(toRowResult) });
    }),
  ];
}
