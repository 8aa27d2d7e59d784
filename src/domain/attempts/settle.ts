import type { Attempt } from './attempt.ts';
import type { ChangingPorts } from './attemptPorts.ts';
import { asOf } from './timeOut.ts';
import { writeUntilStored } from './writeUntilStored.ts';

/**
 * Closes an attempt whose time is up, as the schedule would, before something else is done to it: the history then has
 * both changes. @returns the attempt as it is now
 */
export function settle(given: ChangingPorts, attempt: Attempt): Promise<Attempt> {
  return writeUntilStored(given.attempts, attempt, one => asOf(one, given.clock(), given.timedOutStatus));
}
