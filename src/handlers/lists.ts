import { instructorAllowanceListRoutes } from '../api/allowances/instructorV2/routes.ts';
import { eventRoutes } from '../api/events/routes.ts';
import { examMonitorRoutes } from '../api/examControl/monitorRoutes.ts';
import { instructorProctoringRoutes } from '../api/exams/instructorV2/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { edxExamsListRoutes } from '../api/lists/edxExams/routes.ts';
import { instructorListRoutes } from '../api/lists/instructorV2/routes.ts';
import { listRoutes } from '../api/lists/routes.ts';
import { meRoutes } from '../api/me/routes.ts';
import { onboardingRoutes } from '../api/onboarding/routes.ts';
import { edxExamsReportRoutes } from '../api/reports/edxExams/routes.ts';
import { reportRoutes } from '../api/reports/routes.ts';
import { listPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/**
 * Lists and views of attempts and allowances, onboarding, the monitor of an exam, the report on reviews, and events. Its
 * role has no write permission.
 */
export const handler = await withSecrets(process.env, env => {
  const ports = listPorts(env);
  return authenticatedFunction(env, [
    ...listRoutes(ports),
    ...edxExamsListRoutes(ports),
    ...onboardingRoutes(ports),
    ...examMonitorRoutes(ports),
    ...reportRoutes(ports),
    ...edxExamsReportRoutes(ports),
    ...instructorListRoutes(ports),
    ...instructorAllowanceListRoutes(ports),
    ...instructorProctoringRoutes(ports),
    ...eventRoutes(ports),
    ...meRoutes(ports),
  ]);
});
