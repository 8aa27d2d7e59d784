import { createExamMonitor, type MonitorPorts } from '../../usecases/exams/monitorExam.ts';
import { ok } from '../http/answer.ts';
import { entityTag, isUnchanged } from '../http/entityTag.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import { getExamMonitor } from './contract.ts';
import { toWireMonitor } from './monitorWire.ts';

/** The live state of an exam, for the staff of its course. */
export function examMonitorRoutes(ports: MonitorPorts): Route[] {
  const monitorExam = createExamMonitor(ports);
  return [
    serve(getExamMonitor, async ({ caller, params, query, headers }) => {
      const { as_of, ...state } = toWireMonitor(await monitorExam(caller, params.exam_id), query);
      const etag = entityTag(state);
      if (isUnchanged(headers['if-none-match'], etag)) return { status: 304, headers: { etag } };
      return { ...ok({ ...state, as_of }), headers: { etag } };
    }),
  ];
}
