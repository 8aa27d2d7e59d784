import { resetAttemptsByUsername } from '../../../usecases/attempts/resetAttemptsByUsername.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import { resetInstructorAttempts } from './contract.ts';

/** Changes of attempts by the newer instructor dashboard. */
export function instructorAttemptRoutes(ports: Parameters<typeof resetAttemptsByUsername>[0]): Route[] {
  return [
    serve(resetInstructorAttempts, async ({ caller, params }) => {
      const { course_id, exam_id, username } = params;
      await resetAttemptsByUsername(ports, caller, course_id, { examId: exam_id, username });
      return ok({ success: true as const });
    }),
  ];
}
