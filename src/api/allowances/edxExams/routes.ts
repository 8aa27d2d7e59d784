import { readCourseAllowances, removeAdditionalTime } from '../../../usecases/allowances/courseAllowances.ts';
import { setAdditionalTimes } from '../../../usecases/allowances/setAdditionalTimes.ts';
import type { AllowancePorts } from '../../../usecases/allowances/setAllowance.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { logRowFailure } from '../../http/rowFailure.ts';
import { serve } from '../../http/serve.ts';
import * as contract from './contract.ts';
import { toEdxExamsAllowances, toTimeRows } from './wire.ts';

/** Routes of allowances, as edx-exams has them. */
export function edxExamsAllowanceRoutes(ports: AllowancePorts): Route[] {
  return [
    serve(contract.listEdxExamsAllowances, async ({ caller, params }) =>
      ok(toEdxExamsAllowances(await readCourseAllowances(ports, caller, params.course_id))),
    ),
    serve(contract.setEdxExamsAllowances, async ({ caller, params, body }) => {
      await setAdditionalTimes({ ...ports, onRowFailure: logRowFailure }, caller, params.course_id, toTimeRows(body));
      return ok();
    }),
    serve(contract.removeEdxExamsAllowance, async ({ caller, params: { course_id, allowance_id } }) => {
      await removeAdditionalTime(ports, caller, course_id, allowance_id);
      return { status: 204 };
    }),
  ];
}
