import { edxExamsExamRoutes } from '../api/exams/edxExams/routes.ts';
import { examRoutes } from '../api/exams/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { examPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Exams, their settings and review policies, and the backends that courses choose. */
export const handler = await withSecrets(process.env, env => {
  const ports = examPorts(env);
  return authenticatedFunction(env, [...examRoutes(ports), ...edxExamsExamRoutes(ports)]);
});
