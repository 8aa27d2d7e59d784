import { readTimeJob, startTimeJob, type TimeJobPorts } from '../../usecases/allowances/timeJobs.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toWireTimeJob } from './wire.ts';

/** Minutes for everybody in progress at an exam, granted by the staff of its course. */
export function timeJobRoutes(ports: TimeJobPorts): Route[] {
  return [
    serve(contract.startTimeJob, async ({ caller, params, body }) => {
      const { minutes, reason = null, idempotency_key: jobId } = body;
      const wire = toWireTimeJob(await startTimeJob(ports, caller, params.exam_id, { jobId, minutes, reason }));
      return wire.state === 'done' ? ok(wire) : { status: 202, json: wire };
    }),
    serve(contract.getTimeJob, async ({ caller, params }) =>
      ok(toWireTimeJob(await readTimeJob(ports, caller, params.exam_id, params.job_id))),
    ),
  ];
}
