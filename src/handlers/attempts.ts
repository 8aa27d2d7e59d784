import { edxExamsAttemptRoutes } from '../api/attempts/edxExams/routes.ts';
import { instructorAttemptRoutes } from '../api/attempts/instructorV2/routes.ts';
import { attemptRoutes } from '../api/attempts/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { attemptPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Attempts for learners and staff, from creation to removal. */
export const handler = await withSecrets(process.env, env => {
  const ports = attemptPorts(env);
  return authenticatedFunction(env, [
    ...attemptRoutes(ports),
    ...edxExamsAttemptRoutes(ports),
    ...instructorAttemptRoutes(ports),
  ]);
});
