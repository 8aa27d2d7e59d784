import { type AllowanceChangePorts, readAllowanceChanges } from '../../usecases/allowances/allowanceChanges.ts';
import { readTimeJob, startTimeJob, type TimeJobPorts } from '../../usecases/allowances/timeJobs.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toWireChange, toWireTimeJob } from './wire.ts';

/** Minutes for those in progress at an exam, and the changes of a learner's allowances, for the staff of its course. */
export function timeJobRoutes(ports: TimeJobPorts & AllowanceChangePorts): Route[] {
  return [
    serve(contract.listAllowanceChanges, async ({ caller, params, query: { user_id, limit, cursor } }) => {
      const page = { limit, ...(cursor && { cursor }) };
      const { changes, nextCursor } = await readAllowanceChanges(ports, caller, params.exam_id, user_id, page);
      return ok({ results: changes.map(toWireChange), next_cursor: nextCursor });
    }),
    serve(contract.startTimeJob, async ({ caller, params, body }) => {
      const { minutes, reason = null, user_ids: userIds = null, idempotency_key: jobId } = body;
      const input = { jobId, minutes, reason, userIds, inProgressOnly: body.in_progress_only ?? true };
      const wire = toWireTimeJob(await startTimeJob(ports, caller, params.exam_id, input));
      return wire.state === 'done' ? ok(wire) : { status: 202, json: wire };
    }),
    serve(contract.getTimeJob, async ({ caller, params }) =>
      ok(toWireTimeJob(await readTimeJob(ports, caller, params.exam_id, params.job_id))),
    ),
  ];
}
