import { type Caller, isStaffOver } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Capacity } from '../../domain/attempts/transitions.ts';
import { DomainError } from '../../domain/errors.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../courseStaff/staffRights.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { type ShowingPorts, type ShownAttempt, showAttempt } from './shownAttempt.ts';

/**
 * The attempt, with its time-out applied, and its exam, for its owner and the staff of its course.
 * @throws DomainError `attempt_does_not_exist`, `forbidden`
 */
export async function readAttempt(
  ports: StaffRightsPorts &
    ShowingPorts & { attempts: Pick<AttemptStore, 'read'>; exams: Pick<ExamStore, 'readCached' | 'readConsistent'> },
  caller: Caller,
  attemptId: number,
): Promise<ShownAttempt> {
  const attempt = await requireAttempt(ports.attempts, attemptId);
  capacitiesOn(attempt, await withStaffRightsOver(ports, caller, attempt));
  return showAttempt(ports, attempt);
}

/** @throws DomainError of `missing` */
export async function requireAttempt(
  attempts: Pick<AttemptStore, 'read'>,
  attemptId: number,
  missing = attemptDoesNotExist,
): Promise<Attempt> {
  const attempt = await attempts.read(attemptId);
  if (!attempt) throw missing(attemptId);
  return attempt;
}

/** The 400 of operations that edx-proctoring has. */
export function attemptDoesNotExist(attemptId: number): DomainError {
  return new DomainError('attempt_does_not_exist', noAttempt(attemptId));
}

/** The 404 of all others. */
export function attemptNotFound(attemptId: number): DomainError {
  return new DomainError('attempt_not_found', noAttempt(attemptId));
}

function noAttempt(attemptId: number): string {
  return `There is no attempt with the id ${attemptId}.`;
}

/**
 * The capacities, at least one, in which the caller may act on the attempt. Course staff are learners on their own
 * attempts.
 * @param learnerId the learner that the caller expects the attempt to belong to
 * @throws DomainError `forbidden` for everybody else, and for another learner's attempt
 */
export function capacitiesOn(attempt: Attempt, caller: Caller, learnerId = attempt.user.id): Capacity[] {
  const capacities: Capacity[] = [];
  if (attempt.user.id === caller.userId) capacities.push('learner');
  if (isStaffOver(caller, attempt.courseId, attempt.user.id)) capacities.push('staff');
  if (capacities.length === 0) {
    throw new DomainError(
      'forbidden',
      `Only the learner of attempt ${attempt.attemptId} and staff of its course may read or change it.`,
    );
  }
  if (learnerId !== attempt.user.id) {
    throw new DomainError('forbidden', `Attempt ${attempt.attemptId} does not belong to learner ${learnerId}.`);
  }
  return capacities;
}
