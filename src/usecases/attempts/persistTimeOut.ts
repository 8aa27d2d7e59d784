import type { Attempt } from '../../domain/attempts/attempt.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Closes an overdue attempt, as the schedule would, before another change, so that the history has both.
 * @returns the attempt as it is now
 */
export function persistTimeOut(ports: UpdatePorts, attempt: Attempt): Promise<Attempt> {
  return updateWithOptimisticLock(ports.attempts, attempt, current =>
    withTimeOutApplied(current, ports.clock(), ports.timedOutStatus),
  );
}
