import type { Attempt } from '../../domain/attempts/attempt.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import { type MissingAttempt, updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Closes an overdue attempt, as the schedule would, before another change, so that the history has both.
 * @param missing the error if the attempt was removed meanwhile
 * @returns the attempt as it is now
 */
export function persistTimeOut(ports: UpdatePorts, attempt: Attempt, missing?: MissingAttempt): Promise<Attempt> {
  const close = (current: Attempt) => withTimeOutApplied(current, ports.clock(), ports.timedOutStatus);
  return updateWithOptimisticLock(ports.attempts, attempt, close, missing);
}
