import type * as z from 'zod/mini';
import type { Caller } from '../../domain/actors.ts';
import { log } from '../../platform/log.ts';
import { requestId } from '../../platform/requestSignal.ts';
import { readCourseAllowances } from '../../usecases/allowances/courseAllowances.ts';
import { type AllowancePorts, removeAllowance, setAllowance } from '../../usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../usecases/allowances/setAllowances.ts';
import { uniqueNames } from '../../usecases/allowances/uniqueNames.ts';
import { type Answer, ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { logRowFailure, rowDetail } from '../http/rowFailure.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toWireAllowance } from './wire.ts';

type BulkBody = z.output<ReturnType<typeof contract.setAllowances.body>>;
type BulkRows = z.output<ReturnType<typeof contract.setAllowances.answer>>;

export function allowanceRoutes(ports: AllowancePorts): Route[] {
  return [
    serve(contract.setAllowance, async ({ caller, body: { exam_id, user_info, key, value, if_value: ifValue } }) => {
      await setAllowance(ports, caller, { examId: exam_id, userInfo: user_info, key, value, ifValue });
      return ok(null);
    }),
    serve(contract.removeAllowance, async ({ caller, body: { exam_id, user_id, key, if_value: ifValue } }) => {
      await removeAllowance(ports, caller, { examId: exam_id, userId: user_id, key, ifValue });
      return ok(null);
    }),
    serve(contract.setAllowances, ({ caller, body }) => grantInBulk(ports, caller, body)),
    serve(contract.setAllowancesOfCourse, ({ caller, body }) => grantInBulk(ports, caller, body)),
    serve(contract.getGroupedAllowances, async ({ caller, params }) => {
      const allowances = await readCourseAllowances(ports, caller, params.course_id);
      const names = await uniqueNames(
        ports,
        allowances.map(({ allowance }) => allowance.user),
      );
      const byUsername = Map.groupBy(allowances, ({ allowance: { user } }) => names.get(user.id) ?? user.username);
      return ok(Object.fromEntries([...byUsername].map(([name, ofLearner]) => [name, ofLearner.map(toWireAllowance)])));
    }),
    serve(contract.getAllowances, async ({ caller, params }) =>
      ok((await readCourseAllowances(ports, caller, params.course_id)).map(toWireAllowance)),
    ),
  ];
}

async function grantInBulk(ports: AllowancePorts, caller: Caller, body: BulkBody): Promise<Answer<BulkRows>> {
  const { exam_ids, user_ids, allowance_type, value, if_value: ifValue, dry_run } = body;
  const isDryRun = dry_run ?? false;
  const input = { examIds: exam_ids, userInfos: user_ids, key: allowance_type, value, ifValue, isDryRun };
  const rows = await setAllowances({ ...ports, onRowFailure: logRowFailure }, caller, input);
  const granted = rows.filter(row => row.status === 200).length;
  // A preview discloses whether learners are registered, as a grant does, but stores no change that names its author.
  if (dry_run) {
    log.info('allowances previewed', { request_id: requestId(), user_id: caller.userId, rows: rows.length, granted });
  }
  const status = granted === rows.length ? 200 : 207;
  return {
    status,
    json: rows.map(row => ({
      exam_id: row.examId,
      user_id: String(row.userInfo),
      status: row.status,
      ...rowDetail(row),
      ...(row.value !== undefined && { value: row.value }),
    })),
  };
}
