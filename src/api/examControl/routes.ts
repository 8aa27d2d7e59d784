import { type PausePorts, setExamPaused } from '../../usecases/exams/pauseExam.ts';
import { readExamForStaff } from '../../usecases/exams/readExamForStaff.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toWirePause } from './wire.ts';

/** Control of a running exam, for the staff of its course. */
export function examControlRoutes(ports: PausePorts): Route[] {
  return [
    serve(contract.getExamPause, async ({ caller, params }) =>
      ok(toWirePause(await readExamForStaff(ports, caller, params.exam_id))),
    ),
    serve(contract.pauseExam, async ({ caller, params }) =>
      ok(toWirePause(await setExamPaused(ports, caller, params.exam_id, true))),
    ),
    serve(contract.resumeExam, async ({ caller, params }) =>
      ok(toWirePause(await setExamPaused(ports, caller, params.exam_id, false))),
    ),
  ];
}
