import type { Caller } from '../../domain/actors.ts';
import { ACTIONS, type Action } from '../../domain/attempts/actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { actOnAttempt } from '../../usecases/attempts/actOnAttempt.ts';
import { resetPracticeAttempt } from '../../usecases/attempts/resetPracticeAttempt.ts';

/** Actions whose reason the history keeps. */
const REASONED: ReadonlySet<Action> = new Set(['error', 'verify', 'reject', 'mark_ready_to_resume']);

type ActionPorts = Parameters<typeof actOnAttempt>[0] & Parameters<typeof resetPracticeAttempt>[0];

interface ActionRequest {
  action: string;
  /** The reason; of an error, and of staff. */
  detail?: string | null | undefined;
  /** The expected learner. */
  user_id?: number | null | undefined;
  /** The version that the caller has seen. */
  if_version?: number | undefined;
}

/** Carries out the action on an attempt. `attemptId` is the new one's after a practice reset. */
export async function carryOut(
  ports: ActionPorts,
  caller: Caller,
  attemptId: number,
  request: ActionRequest,
): Promise<{ attemptId: number; isUnchanged: boolean }> {
  const action = requireAction(request.action);
  const expected = { learnerId: request.user_id ?? undefined, ifVersion: request.if_version };
  if (action === 'reset_attempt') {
    const newAttempt = await resetPracticeAttempt(ports, caller, attemptId, expected);
    return { attemptId: newAttempt.attemptId, isUnchanged: false };
  }
  const options = { ...expected, reason: REASONED.has(action) ? (request.detail ?? null) : null };
  const { status } = await actOnAttempt(ports, caller, attemptId, action, options);
  return { attemptId, isUnchanged: action === 'error' && status !== 'error' };
}

function requireAction(action: string): Action {
  const permitted = ACTIONS.find(name => name === action);
  if (permitted) return permitted;
  throw new DomainError('unknown_action', `The action must be one of: ${ACTIONS.join(', ')}.`);
}
