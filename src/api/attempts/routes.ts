import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { ExternalIdPolicy } from '../../domain/attempts/visibleExternalId.ts';
import { DomainError } from '../../domain/errors.ts';
import { acknowledgeStatus } from '../../usecases/attempts/acknowledgeStatus.ts';
import { actOnAttempts, type BulkResult } from '../../usecases/attempts/actOnAttempts.ts';
import { changeStudentName } from '../../usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../usecases/attempts/createAttempt.ts';
import { readAttempt } from '../../usecases/attempts/readAttempt.ts';
import type { VendorRegistrationPorts } from '../../usecases/attempts/registerWithVendor.ts';
import { removeAllAttempts } from '../../usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../usecases/attempts/removeAttempt.ts';
import { type AnyStaffPorts, withStaffRightsOver } from '../../usecases/courseStaff/staffRights.ts';
import type { RenewalPorts } from '../../usecases/learners/renewNames.ts';
import type { CreationPorts } from '../../usecases/ports/attemptPorts.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { logRowFailure, withRequestId } from '../http/rowFailure.ts';
import { serve } from '../http/serve.ts';
import { carryOut } from './actions.ts';
import { toChangedAttempt, withChangedAttempt } from './changedAttempt.ts';
import * as contract from './contract.ts';
import { toAttemptRequest, toWireAttempt, toWireAttemptInWords } from './wire.ts';

export interface AttemptPorts
  extends CreationPorts,
    VendorRegistrationPorts,
    Omit<RenewalPorts, 'attempts'>,
    AnyStaffPorts {
  /** Setting PROCTORED_EXAM_VIEWABLE_PAST_DUE: learners acknowledge the end of an attempt. */
  viewablePastDue: boolean;
  externalIds: ExternalIdPolicy;
}

/** The result of a row of a bulk request. */
async function toWireResult(ports: AttemptPorts, caller: Caller, result: BulkResult) {
  const { attemptId: attempt_id, ok } = result;
  if (result.ok) return { attempt_id, ok, changed: result.isChanged };
  const { code, attempt } = result;
  const detail = code === 'internal_error' ? withRequestId(result.detail) : result.detail;
  return { attempt_id, ok, code, detail, ...(attempt && (await changedAttemptOf(ports, caller, attempt))) };
}

/** The attempt is left out if it cannot be shown: other rows are written. */
async function changedAttemptOf(ports: AttemptPorts, caller: Caller, attempt: Attempt) {
  try {
    return { attempt: await toChangedAttempt(ports, caller, attempt) };
  } catch (error) {
    logRowFailure({ attemptId: attempt.attemptId, error });
    return {};
  }
}

/** Routes of attempts, for learners and staff. */
export function attemptRoutes(ports: AttemptPorts): Route[] {
  const viewerOf = async (attempt: Attempt, caller: Caller) => ({
    caller: await withStaffRightsOver(ports, caller, attempt),
    ...ports.externalIds,
  });
  return [
    serve(contract.createAttempt, async ({ caller, body }) => {
      const attempt = await createAttempt(ports, caller, toAttemptRequest(body));
      return ok({ exam_attempt_id: attempt.attemptId });
    }),
    serve(contract.getAttempt, async ({ caller, params }) => {
      const { attempt, exam } = await readAttempt(ports, caller, params.attempt_id);
      const viewer = await viewerOf(attempt, caller);
      return ok(toWireAttemptInWords(attempt, exam, ports.clock(), viewer));
    }),
    serve(contract.actOnAttempt, async ({ caller, params, body }) => {
      const act = () => carryOut(ports, caller, params.attempt_id, body);
      const { attemptId, isUnchanged } = await withChangedAttempt(ports, caller, act);
      return ok({ exam_attempt_id: isUnchanged ? (false as const) : attemptId });
    }),
    serve(contract.changeStudentName, async ({ caller, params, body }) => {
      const { attempt, exam } = await changeStudentName(ports, caller, params.attempt_id, body.student_name);
      const viewer = await viewerOf(attempt, caller);
      return ok(toWireAttempt(attempt, exam, ports.clock(), viewer));
    }),
    serve(contract.removeAttempt, async ({ caller, params, body }) => {
      await withChangedAttempt(ports, caller, () =>
        removeAttempt(ports, caller, params.attempt_id, body.reason ?? null, { ifVersion: body.if_version }),
      );
      return ok();
    }),
    serve(contract.actOnAttempts, async ({ caller, body }) => {
      const attempts = body.attempts.map(row => ({ attemptId: row.attempt_id, ifVersion: row.if_version }));
      const request = { action: body.action, attempts, reason: body.reason ?? null, isDryRun: body.dry_run ?? false };
      const results = await actOnAttempts({ ...ports, onRowFailure: logRowFailure }, caller, request);
      return ok({ results: await Promise.all(results.map(result => toWireResult(ports, caller, result))) });
    }),
    serve(contract.acknowledgeStatus, async ({ caller, params }) => {
      if (!ports.viewablePastDue)
        throw new DomainError(
          'path_not_found',
          'Acknowledgement is disabled by the setting PROCTORED_EXAM_VIEWABLE_PAST_DUE.',
        );
      await acknowledgeStatus(ports, caller, params.attempt_id);
      return ok();
    }),
    serve(contract.resetAttempts, async ({ caller, params }) => {
      await removeAllAttempts(ports, caller, { examId: params.exam_id, userId: params.user_id });
      return ok();
    }),
  ];
}
