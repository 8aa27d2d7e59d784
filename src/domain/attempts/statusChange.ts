import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';
import { type Attempt, withChange } from './attempt.ts';
import type { AttemptStatus } from './status.ts';
import { type Capacity, TRANSITIONS, type Transition } from './transitions.ts';

/** A row's status change as one conditional write, which increments the version; the attempt need not be read. */
export interface StatusChange {
  /** The required status: one of these. */
  from: Transition['from'];
  set: Partial<Attempt> & Pick<Attempt, 'status' | 'modifiedAt' | 'lastChange'>;
}

/**
 * The status change of a row whose target status comes from the configuration.
 * @throws TypeError if the table has no such row
 */
export function configuredChange(
  [capacity, action]: readonly [Capacity, Transition['action']],
  status: AttemptStatus,
  { now, by, fields }: { now: Instant; by: Actor; fields?: Partial<Attempt> | null },
): StatusChange {
  const row = TRANSITIONS.find(transition => transition.capacity === capacity && transition.action === action);
  if (row?.to !== 'by_outcome' && row?.to !== 'by_setting') throw new TypeError(`the table has no row for ${action}`);
  const set = { ...row.sets, ...fields, status, modifiedAt: now, lastChange: { by, reason: null } };
  return { from: row.from, set };
}

/** The attempt after the change, if it was read. */
export function withStatusChange(attempt: Attempt, { set }: StatusChange): Attempt {
  const { modifiedAt: now, lastChange, ...fields } = set;
  return withChange(attempt, fields, { now, ...lastChange });
}
