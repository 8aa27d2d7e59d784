import { type Actor, UNKNOWN } from '../actors.ts';
import type { Instant } from '../time.ts';

/** The fields of an attempt's stream image that an archived change is derived from. A manual edit may have removed any. */
export interface AttemptImage {
  status: string | null;
  /** 0 where the image lacks a valid one. */
  version: number;
  modifiedAt: Instant | null;
  lastChange: { by: Actor; reason: string | null } | null;
}

export type ArchivedChange = {
  change: 'status_changed' | 'removed';
  toStatus: string | null;
  /** Null where the images lack it: the time of the stream record applies. */
  changedAt: Instant | null;
  by: Actor;
  reason: string | null;
};

/**
 * Derives the archived change from the images before and after: undefined for a creation and for a save with the same
 * status. The author of a removal is not in the images: a tombstone has it.
 */
export function toArchivedChange(
  before: AttemptImage | undefined,
  after: AttemptImage | undefined,
): ArchivedChange | undefined {
  if (!before) return undefined;
  if (!after) return { change: 'removed', toStatus: null, changedAt: null, by: UNKNOWN, reason: null };
  if (before.status === after.status) return undefined;
  const change = { change: 'status_changed', toStatus: after.status } as const;
  // Every write of the service raises the version, a review by two, and records its author; a manual write does neither.
  const raise = after.version - before.version;
  const role = after.lastChange?.by.role;
  const isReview = raise === 2 && (role === 'vendor' || role === 'staff') && isRecorded(before, after);
  const byService = raise === 1 || isReview;
  if (!byService || !after.lastChange) return { ...change, changedAt: null, by: UNKNOWN, reason: null };
  return { ...change, changedAt: after.modifiedAt, by: after.lastChange.by, reason: after.lastChange.reason };
}

/** Whether the write has recorded its time or author: a manual edit that raises the version by two leaves those of the write before it. */
function isRecorded(before: AttemptImage, after: AttemptImage): boolean {
  const [authorBefore, author] = [before.lastChange, after.lastChange];
  const isSameAuthor = authorBefore?.by.role === author?.by.role && authorBefore?.by.userId === author?.by.userId;
  return before.modifiedAt !== after.modifiedAt || !isSameAuthor || authorBefore?.reason !== author?.reason;
}
