import { type Actor, UNKNOWN } from '../actors.ts';
import type { Instant } from '../time.ts';

/** What deciding about a change needs of an attempt's image, which may have been made manually: anything can be absent. */
export interface Image {
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
 * What a change of an attempt writes to the history: nothing for a creation or a save that leaves the status alone, one
 * entry for a status change or a removal. Pure: the same images always give the same entry.
 * Who removed an attempt does not stand in its images; that part of a removal is unknown here.
 */
export function archivedChange(before: Image | undefined, after: Image | undefined): ArchivedChange | undefined {
  if (!before) return undefined;
  if (!after) return { change: 'removed', toStatus: null, changedAt: null, by: UNKNOWN, reason: null };
  if (before.status === after.status) return undefined;
  const change = { change: 'status_changed', toStatus: after.status } as const;
  // Every write of the service raises the version by one and says who made it; a write manually does neither.
  const byService = after.version === before.version + 1;
  if (!byService || !after.lastChange) return { ...change, changedAt: null, by: UNKNOWN, reason: null };
  return { ...change, changedAt: after.modifiedAt, by: after.lastChange.by, reason: after.lastChange.reason };
}
