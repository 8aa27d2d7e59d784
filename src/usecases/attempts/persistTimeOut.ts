import type { Attempt } from '../../domain/attempts/attempt.ts';
import { asOf } from '../../domain/attempts/timeOut.ts';
import type { ChangingPorts } from '../ports/attemptPorts.ts';
import { writeUntilStored } from '../retryOnConflict.ts';

/**
 * Closes an attempt whose time is up, as the schedule would, before something else is done to it: the history then has
 * both changes. @returns the attempt as it is now
 */
export function settle(given: ChangingPorts, attempt: Attempt): Promise<Attempt> {
  return writeUntilStored(given.attempts, attempt, one => asOf(one, given.clock(), given.timedOutStatus));
}
