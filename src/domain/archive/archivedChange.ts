import { type Actor, UNKNOWN } from '../actors.ts';
import type { Instant } from '../time.ts';

/** Fields of an attempt's image that decide about a change; any can be absent, as it may have been made manually. */
export interface AttemptImage {
  status: string | null;
  /** 0 where it has none that counts. */
  version: number;
  modifiedAt: Instant | null;
  lastChange: { by: Actor; reason: string | null } | null;
}

export type ArchivedChange = {
  change: 'status_changed' | 'removed';
  toStatus: string | null;
  /** Null where the images do not say: then the stream record's own time. */
  changedAt: Instant | null;
  by: Actor;
  reason: string | null;
};

/**
 * Derives the history entry of a change: none for a creation or a save that leaves the status alone, one for a status
 * change or a removal. Pure: the same images always give the same entry.
 * The remover of an attempt is not in its images; that part of a removal is unknown here.
 */
export function toArchivedChange(
  before: AttemptImage | undefined,
  after: AttemptImage | undefined,
): ArchivedChange | undefined {
  if (!before) return undefined;
  if (!after) return { change: 'removed', toStatus: null, changedAt: null, by: UNKNOWN, reason: null };
  if (before.status === after.status) return undefined;
  const change = { change: 'status_changed', toStatus: after.status } as const;
  // Every write of the service raises the version by one and names its author; a manual write does neither.
  const byService = after.version === before.version + 1;
  if (!byService || !after.lastChange) return { ...change, changedAt: null, by: UNKNOWN, reason: null };
  return { ...change, changedAt: after.modifiedAt, by: after.lastChange.by, reason: after.lastChange.reason };
}
