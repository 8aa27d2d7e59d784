import { type Actor, type Caller, requireStaffOver } from '../../domain/actors.ts';
import { type Attempt, changed } from '../../domain/attempts/attempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Gives the attempt another student name; no status changes, so nothing is archived.
 * @throws DomainError `attempt_not_found`, `forbidden`, `learner_retired`
 */
export async function changeStudentName(
  ports: { attempts: AttemptStore; clock: Clock },
  caller: Caller,
  attemptId: number,
  studentName: string,
): Promise<Attempt> {
  const found = await ports.attempts.read(attemptId);
  if (!found) throw new DomainError('attempt_not_found', `There is no attempt with the id ${attemptId}.`);
  const by = requireStaffOver(caller, found.courseId, found.user.id);
  return updateWithOptimisticLock(ports.attempts, found, attempt =>
    attempt.studentName === studentName ? attempt : renamed(attempt, studentName, { now: ports.clock(), by }),
  );
}

function renamed(attempt: Attempt, studentName: string, when: { now: string; by: Actor }): Attempt {
  if (!attempt.isRetired) return changed(attempt, { studentName }, when);
  throw new DomainError(
    'learner_retired',
    `The learner of attempt ${attempt.attemptId} was retired: it takes no name.`,
  );
}
