import type { Actor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import { type Attempt, withChange } from './attempt.ts';
import { requireVersion } from './attemptChanged.ts';
import { isPractice } from './createdAs.ts';
import type { AttemptStatus } from './status.ts';
import { type Capacity, type Circumstances, TRANSITIONS, type Transition } from './transitions.ts';

/**
 * The row of the transition table for this action on this attempt.
 * @param options `ifVersion`: the version that the caller has seen, compared with an `attempt` whose time-out is applied
 * @throws DomainError `forbidden` if no capacity permits the action; `exam_is_not_practice`, `attempt_not_resumable`,
 *   `attempt_already_started` or `illegal_status_transition` if the attempt's state does not
 * @throws AttemptChanged for another version
 */
export function findTransition(
  attempt: Attempt,
  action: Transition['action'],
  capacities: readonly Capacity[],
  options: { isPracticeExam?: boolean; ifVersion?: number | undefined } = {},
): Transition {
  const rows = TRANSITIONS.filter(row => row.action === action);
  const allowed = rows.filter(row => capacities.includes(row.capacity));
  if (allowed.length === 0) throw forbidden(attempt, action, rows);
  // Checked before the status: the caller decided on another version.
  requireVersion(attempt, options.ifVersion);
  const isPracticeExam = options.isPracticeExam ?? false;
  if (allowed.some(row => row.requires === 'practice_attempt') && !isPractice(attempt, { isPracticeExam })) {
    throw new DomainError(
      'exam_is_not_practice',
      `Attempt ${attempt.attemptId} is not a practice attempt. Its status is ${attempt.status}.`,
    );
  }
  const row = allowed.find(({ from }) => from === 'any' || from.includes(attempt.status));
  if (!row) throw illegal(attempt, action);
  if (row.requires === 'resumable' && !attempt.isResumable) {
    throw new DomainError(
      'attempt_not_resumable',
      `Attempt ${attempt.attemptId} is not resumable: its status is ${attempt.status}. An attempt can be marked ready to resume once, after an error.`,
    );
  }
  if (row.requires === 'ready_to_resume' && !attempt.readyToResume) throw illegal(attempt, action);
  return row;
}

/** The attempt after a transition; the same object if nothing changes. */
export function applyTransition(
  attempt: Attempt,
  row: Transition,
  circumstances: Circumstances & { by: Actor; reason?: string | null },
): Attempt {
  const status = nextStatus(attempt, row);
  const effect = row.effect?.(attempt, circumstances) ?? {};
  const change = { ...effect, status };
  const isSame = Object.entries(change).every(([name, value]) => attempt[name as keyof Attempt] === value);
  return isSame ? attempt : withChange(attempt, change, circumstances);
}

function nextStatus(attempt: Attempt, { to, action }: Transition): AttemptStatus {
  if (to === 'unchanged') return attempt.status;
  if (to === 'before_reset') return attempt.statusBeforeReset ?? attempt.status;
  if (to === 'removed') throw new TypeError(`applyTransition cannot apply ${action}: the caller removes the attempt`);
  if (to !== 'by_outcome' && to !== 'by_setting') return to;
  throw new TypeError(`applyTransition cannot apply ${action}: its status comes from the configuration`);
}

function forbidden({ attemptId }: Attempt, action: string, rows: readonly Transition[]): DomainError {
  // Stryker disable next-line MethodExpression: all rows of such an action are for the same capacity.
  const isForStaff = rows.some(row => row.capacity === 'staff');
  const detail = isForStaff
    ? `Only staff of the course of attempt ${attemptId} may use the action ${action}. Course staff may not use it on their own attempts.`
    : `Only the learner of attempt ${attemptId} may use the action ${action}.`;
  return new DomainError('forbidden', detail);
}

function illegal(attempt: Attempt, action: string): DomainError {
  if (action === 'start' && attempt.status === 'started') {
    return new DomainError('attempt_already_started', `Attempt ${attempt.attemptId} is already started.`);
  }
  return new DomainError(
    'illegal_status_transition',
    `The action ${action} is not allowed: attempt ${attempt.attemptId} has the status ${attempt.status}.`,
  );
}
