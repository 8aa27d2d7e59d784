import { VENDOR } from '../actors.ts';
import type { Attempt } from './attempt.ts';
import type { ChangingPorts } from './attemptPorts.ts';
import { applyTransition, findTransition } from './decide.ts';
import { settle } from './settle.ts';
import { asOf } from './timeOut.ts';
import { writeUntilStored } from './writeUntilStored.ts';

/**
 * The vendor says that the learner is ready, or its browser that it was opened (`launch`). Where the table has nothing
 * to do, nothing changes.
 * @returns the attempt as it is now
 * @throws Refusal `attempt_does_not_exist` when it was removed meanwhile, `busy`
 */
export async function announceAttempt(
  given: ChangingPorts,
  attempt: Attempt,
  event: 'ready' | 'launch',
): Promise<Attempt> {
  const settled = await settle(given, attempt);
  return writeUntilStored(given.attempts, settled, one => {
    const now = given.clock();
    // Its time ran out this very moment: that is for the schedule.
    if (asOf(one, now, given.timedOutStatus) !== one) return one;
    return applyTransition(one, findTransition(one, event, ['vendor']), { now, by: VENDOR, terms: null });
  });
}
