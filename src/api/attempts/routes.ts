import type { Caller } from '../../domain/actors.ts';
import { ACTIONS, type Action } from '../../domain/attempts/actions.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { ExternalIdPolicy } from '../../domain/attempts/visibleExternalId.ts';
import { DomainError } from '../../domain/errors.ts';
import { acknowledgeStatus } from '../../usecases/attempts/acknowledgeStatus.ts';
import { actOnAttempt } from '../../usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../usecases/attempts/changeStudentName.ts';
import { createAttempt } from '../../usecases/attempts/createAttempt.ts';
import { readAttempt } from '../../usecases/attempts/readAttempt.ts';
import type { RegistrationPorts } from '../../usecases/attempts/registerWithVendor.ts';
import { removeAllAttempts } from '../../usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../usecases/attempts/resetPracticeAttempt.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../../usecases/courseStaff/staffRights.ts';
import type { RenewalPorts } from '../../usecases/learners/renewNames.ts';
import type { CreationPorts } from '../../usecases/ports/attemptPorts.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toAttemptRequest, toWireAttempt, toWireAttemptInWords } from './wire.ts';

interface AttemptPorts extends CreationPorts, RegistrationPorts, Omit<RenewalPorts, 'attempts'>, StaffRightsPorts {
  /** Setting PROCTORED_EXAM_VIEWABLE_PAST_DUE: learners acknowledge the end of an attempt. */
  viewablePastDue: boolean;
  externalIds: ExternalIdPolicy;
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
      const attempt = await readAttempt(ports, caller, params.attempt_id);
      const exam = await ports.exams.readCached(attempt.examId);
      const viewer = await viewerOf(attempt, caller);
      return ok(toWireAttemptInWords(attempt, exam ?? null, ports.clock(), viewer));
    }),
    serve(contract.actOnAttempt, async ({ caller, params, body }) => {
      const action = requireAction(body.action);
      const learnerId = body.user_id ?? undefined;
      const { attempt_id } = params;
      if (action === 'reset_attempt') {
        const newAttempt = await resetPracticeAttempt(ports, caller, attempt_id, learnerId);
        return ok({ exam_attempt_id: newAttempt.attemptId });
      }
      const options = { learnerId, reason: action === 'error' ? (body.detail ?? null) : null };
      const { status } = await actOnAttempt(ports, caller, attempt_id, action, options);
      const isUnchanged = action === 'error' && status !== 'error';
      return ok({ exam_attempt_id: isUnchanged ? (false as const) : attempt_id });
    }),
    serve(contract.changeStudentName, async ({ caller, params, body }) => {
      const attempt = await changeStudentName(ports, caller, params.attempt_id, body.student_name);
      const exam = await ports.exams.readCached(attempt.examId);
      const viewer = await viewerOf(attempt, caller);
      return ok(toWireAttempt(attempt, exam ?? null, ports.clock(), viewer));
    }),
    serve(contract.removeAttempt, async ({ caller, params, body }) => {
      await removeAttempt(ports, caller, params.attempt_id, body.reason ?? null);
      return ok();
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

function requireAction(action: string): Action {
  const permitted = ACTIONS.find(name => name === action);
  if (permitted) return permitted;
  throw new DomainError('unknown_action', `The action must be one of: ${ACTIONS.join(', ')}.`);
}
