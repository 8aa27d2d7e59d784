import { type AttemptImage, toArchivedChange } from '../../../src/domain/archive/archivedChange.ts';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { anonymiseAttempt } from '../../../src/domain/privacy/personalData.ts';
import type { History } from '../../../src/usecases/ports/history.ts';
import {
  type AttemptChange,
  atomically,
  type Database,
  freeze,
  type StoredHistoryEntry,
  tombstoneKey,
} from './database.ts';

export function createHistory(database: Database): History {
  const newestFirst = (attemptCode: string) =>
    database.history
      .filter(({ entry }) => entry.attempt.attemptCode === attemptCode)
      .sort((a, b) => (a.key > b.key ? -1 : 1));
  return {
    readPage: (attemptCode, limit, cursor) =>
      atomically(() => {
        const remaining = newestFirst(attemptCode).filter(({ key }) => cursor === undefined || key < cursor);
        const page = remaining.slice(0, limit);
        return {
          entries: page.map(({ entry }) => freeze(entry)),
          nextCursor: remaining.length > limit ? (page.at(-1)?.key ?? null) : null,
        };
      }),

    readNewest: (attemptCode, attemptId) =>
      atomically(() =>
        freeze(newestFirst(attemptCode).find(({ entry }) => entry.attempt.attemptId === attemptId)?.entry),
      ),
  };
}

/** Writes the history of all changes since the last call, as the function behind the stream does. */
export function archiveChanges(database: Database): void {
  const changes = database.stream.splice(0);
  database.history.push(...changes.flatMap(change => toEntry(database, change) ?? []));
}

function toEntry(database: Database, { before, after, sequence }: AttemptChange): StoredHistoryEntry | undefined {
  const change = toArchivedChange(before && toImage(before), after && toImage(after));
  if (!before || !change) return undefined;
  const removal = after ? undefined : database.tombstones.get(tombstoneKey(before))?.removal;
  const isErased = database.erased.has(before.user.id);
  const { by, reason } = removal ?? change;
  return {
    key: [before.attemptId, before.version, sequence].map(value => String(value).padStart(16, '0')).join('#'),
    entry: {
      attempt: isErased ? anonymiseAttempt(before) : before,
      change: change.change,
      toStatus: change.toStatus,
      changedAt: removal?.at ?? change.changedAt ?? before.modifiedAt,
      changedBy: by,
      reason: isErased ? null : reason,
    },
  };
}

function toImage({ status, version, modifiedAt, lastChange }: Attempt): AttemptImage {
  return { status, version, modifiedAt, lastChange };
}
