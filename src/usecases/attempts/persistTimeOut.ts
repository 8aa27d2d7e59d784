import type { Attempt } from '../../domain/attempts/attempt.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { ChangingPorts } from '../ports/attemptPorts.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Closes an attempt whose time is up, as the schedule would, before something else is done to it: the history then has
 * both changes. @returns the attempt as it is now
 */
export function persistTimeOut(ports: ChangingPorts, attempt: Attempt): Promise<Attempt> {
  return updateWithOptimisticLock(ports.attempts, attempt, one =>
    withTimeOutApplied(one, ports.clock(), ports.timedOutStatus),
  );
}
