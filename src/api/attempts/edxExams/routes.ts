import { createAttempt } from '../../../usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../../usecases/attempts/removeAttempt.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import { carryOut } from '../actions.ts';
import { withChangedAttempt } from '../changedAttempt.ts';
import type { AttemptPorts } from '../routes.ts';
import { toAttemptRequest } from '../wire.ts';
import * as contract from './contract.ts';

export function edxExamsAttemptRoutes(ports: AttemptPorts): Route[] {
  return [
    serve(contract.createEdxExamsAttempt, async ({ caller, body }) => {
      const attempt = await createAttempt(ports, caller, toAttemptRequest(body));
      return ok({ exam_attempt_id: attempt.attemptId });
    }),
    serve(contract.actOnEdxExamsAttempt, async ({ caller, params, body }) => {
      const act = () => carryOut(ports, caller, params.attempt_id, body);
      const { attemptId } = await withChangedAttempt(ports, caller, act);
      return ok({ exam_attempt_id: attemptId });
    }),
    serve(contract.removeEdxExamsAttempt, async ({ caller, params }) => {
      await removeAttempt(ports, caller, params.attempt_id, null);
      return { status: 204 };
    }),
  ];
}
