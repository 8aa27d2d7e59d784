import { edxExamsAllowanceRoutes } from '../api/allowances/edxExams/routes.ts';
import { instructorAllowanceRoutes } from '../api/allowances/instructorV2/routes.ts';
import { allowanceRoutes } from '../api/allowances/routes.ts';
import { courseStaffRoutes } from '../api/courseStaff/routes.ts';
import { enrolmentRoutes } from '../api/enrolments/routes.ts';
import { examControlRoutes } from '../api/examControl/routes.ts';
import { timeJobRoutes } from '../api/examControl/timeJobRoutes.ts';
import { edxExamsCourseRoutes } from '../api/exams/edxExams/courseRoutes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { learnerRoutes } from '../api/learners/routes.ts';
import { allowancePorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Allowances, time jobs, pauses and published exams; learners, course staff and enrolments as the LMS registers them. */
export const handler = await withSecrets(process.env, env => {
  const ports = allowancePorts(env);
  return authenticatedFunction(env, [
    ...allowanceRoutes(ports),
    ...learnerRoutes(ports),
    ...courseStaffRoutes(ports),
    ...enrolmentRoutes(ports),
    ...examControlRoutes(ports),
    ...timeJobRoutes(ports),
    // The list of exams follows: its course id may contain slashes.
    ...edxExamsAllowanceRoutes(ports),
    ...edxExamsCourseRoutes(ports),
    ...instructorAllowanceRoutes(ports),
  ]);
});
