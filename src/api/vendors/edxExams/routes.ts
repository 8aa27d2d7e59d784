import { type DashboardPorts, openDashboardOfExam } from '../../../usecases/vendors/openDashboard.ts';
import { redirect } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import * as contract from './contract.ts';

/** Routes of the vendors' dashboards, as edx-exams has them. */
export function edxExamsVendorRoutes(ports: DashboardPorts): Route[] {
  return [
    serve(contract.openEdxExamsDashboard, async ({ caller, params }) =>
      redirect(await openDashboardOfExam(ports, caller, params.exam_id)),
    ),
  ];
}
