import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { type MissingAttempt, updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Closes an overdue attempt, as the schedule would, before another change, so that the history has both.
 * @param missing the error if the attempt was removed meanwhile
 * @returns the attempt as it is now
 */
export function persistTimeOut(ports: UpdatePorts, attempt: Attempt, missing?: MissingAttempt): Promise<Attempt> {
  const close = (current: Attempt) => applyTimeOut(ports, current, ports.clock());
  return updateWithOptimisticLock(ports.attempts, attempt, close, missing);
}
