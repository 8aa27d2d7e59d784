import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { storedEndOf } from '../../../src/domain/attempts/clock.ts';
import { isInProgress } from '../../../src/domain/attempts/status.ts';
import { withStatusChange } from '../../../src/domain/attempts/statusChange.ts';
import type { Schedule } from '../../../src/usecases/ports/schedule.ts';
import { atomically, type Database, setAttempt } from './database.ts';

const BUCKETS = 4;
const PAGE_SIZE = 500;

export function createSchedule(database: Database): Schedule {
  const { attempts } = database;
  return {
    buckets: Array.from({ length: BUCKETS }, (_, bucket) => bucket),

    read: (bucket, until, from) =>
      atomically(() => {
        const all = [...attempts.values()]
          .filter(({ attemptId }) => attemptId % BUCKETS === bucket)
          .flatMap(attempt => {
            const scheduledAt = scheduledAtOf(attempt);
            return scheduledAt !== null && scheduledAt <= until ? [{ attemptId: attempt.attemptId, scheduledAt }] : [];
          })
          .sort((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1));
        const start = typeof from?.start === 'number' ? from.start : 0;
        const next = start + PAGE_SIZE < all.length ? { start: start + PAGE_SIZE } : undefined;
        return { scheduled: all.slice(start, start + PAGE_SIZE), next };
      }),

    examsOf: scheduled =>
      atomically(() => {
        const stored = scheduled.flatMap(({ attemptId }) => attempts.get(attemptId) ?? []);
        return new Map(
          stored.filter(({ status }) => isInProgress(status)).map(attempt => [attempt.attemptId, attempt]),
        );
      }),

    close: ({ attemptId, scheduledAt }, change) =>
      atomically(() => {
        const attempt = attempts.get(attemptId);
        if (!attempt || scheduledAtOf(attempt) !== scheduledAt) return 'conflicted';
        if (!change.from.includes(attempt.status)) return 'cascade_pending';
        setAttempt(database, attemptId, withStatusChange(attempt, change));
        return 'closed';
      }),
  };
}

/** The time in the schedule: the end of the attempt, or of its decline. */
function scheduledAtOf(attempt: Attempt): string | null {
  if (attempt.cascadePending) return attempt.modifiedAt;
  return isInProgress(attempt.status) ? storedEndOf(attempt) : null;
}
