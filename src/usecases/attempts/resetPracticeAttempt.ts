import type { Actor, Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { requireNotPastDue } from '../../domain/attempts/clock.ts';
import { type NewAttempt, newAttempt } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import type { Capacity } from '../../domain/attempts/transitions.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { requireNotPaused } from '../../domain/exams/pauses.ts';
import type { Instant } from '../../domain/time.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../courseStaff/staffRights.ts';
import { readExamTerms } from '../exams/readExam.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import type { Replacement } from '../ports/attemptStore.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { attemptDoesNotExist, capacitiesOn, requireAttempt } from './readAttempt.ts';
import { registerWithVendor, type VendorRegistrationPorts } from './registerWithVendor.ts';
import { storeNewAttempt } from './storeNewAttempt.ts';

/**
 * Resets a practice exam: a submitted attempt is removed, any other completed one superseded, and a new one is created, in
 * one transaction.
 * @param options `learnerId`: the learner that the caller expects the attempt to belong to; `ifVersion`: the version that
 *   the caller has seen
 * @returns the new attempt
 * @throws DomainError `attempt_does_not_exist`, `forbidden`, `exam_is_not_practice`, `illegal_status_transition`, `exam_past_due`,
 *   `exam_paused`, `vendor_failed` (nothing is changed then), `busy`; AttemptChanged for another version
 */
export async function resetPracticeAttempt(
  ports: CreationPorts & VendorRegistrationPorts & StaffRightsPorts,
  caller: Caller,
  attemptId: number,
  { learnerId, ifVersion }: { learnerId?: number | undefined; ifVersion?: number | undefined } = {},
): Promise<Attempt> {
  const stored = await requireAttempt(ports.attempts, attemptId);
  const capacities = capacitiesOn(stored, await withStaffRightsOver(ports, caller, stored), learnerId);
  const closed = await persistTimeOut(ports, stored);
  const terms = await readExamTerms(ports.exams, closed.examId, closed.user.id);
  const reset: Reset = {
    closed,
    capacities,
    ifVersion,
    terms,
    by: { role: 'learner', userId: caller.userId },
    now: ports.clock(),
  };
  const planned = plannedAttempt(reset, ports.drawCode(), ports.defaultBackend);
  const vendor = closed.takingAsProctored ? ports.vendors.of(terms.exam) : undefined;
  if (!vendor) return store(ports, reset, planned);
  // Checked before the vendor is called.
  supersede(reset, closed);
  const plan = async () => {
    supersede(reset, await persistTimeOut(ports, await requireAttempt(ports.attempts, attemptId)));
    return planned;
  };
  return registerWithVendor(ports, { vendor, terms }, plan, registered => store(ports, reset, registered));
}

interface Reset {
  /** The attempt to reset, its time-out applied. */
  closed: Attempt;
  capacities: readonly Capacity[];
  ifVersion: number | undefined;
  terms: ExamTerms;
  by: Actor;
  now: Instant;
}

/** Proctored as the attempt that it replaces, even if the exam has changed. */
function plannedAttempt({ closed, terms, by, now }: Reset, attemptCode: string, defaultBackend: string): NewAttempt {
  const { user, studentName, takingAsProctored } = closed;
  return newAttempt(terms, { attemptCode, user, studentName, takingAsProctored, defaultBackend, by, now });
}

/** @throws DomainError `illegal_status_transition` where another attempt is current by now */
function store(ports: CreationPorts, reset: Reset, attempt: NewAttempt): Promise<Attempt> {
  const { closed } = reset;
  return storeNewAttempt(ports, ({ current }) => {
    const superseded = current === undefined ? closed : current;
    if (!superseded) throw attemptDoesNotExist(closed.attemptId);
    if (superseded.attemptId !== closed.attemptId) throw alreadySuperseded(closed);
    return { attempt, replaces: supersede(reset, superseded) };
  });
}

function supersede({ terms, capacities, ifVersion, by, now }: Reset, attempt: Attempt): Replacement {
  const { isPracticeExam } = terms.exam;
  const transition = findTransition(attempt, 'reset_attempt', capacities, { isPracticeExam, ifVersion });
  if (!attempt.isCurrent) throw alreadySuperseded(attempt);
  // The exam may no longer be practice, and its due date then holds.
  requireNotPastDue(terms.exam, now);
  requireNotPaused(terms.exam);
  if (transition.to === 'removed') return { before: attempt, after: { at: now, by, reason: 'practice reset' } };
  const after = applyTransition(attempt, transition, { now, by, terms: null });
  return { before: attempt, after: { ...after, isCurrent: false } };
}

function alreadySuperseded({ attemptId, status }: Attempt): DomainError {
  return new DomainError(
    'illegal_status_transition',
    `Attempt ${attemptId} has the status ${status} and has been superseded: reset the learner's newer attempt.`,
  );
}
