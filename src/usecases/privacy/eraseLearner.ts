import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Clock, laterBy } from '../../domain/time.ts';
import type { ErasureStore } from '../ports/erasureStore.ts';

export interface ErasurePorts {
  erasure: ErasureStore;
  clock: Clock;
  pause(seconds: number): Promise<void>;
}

/** Locations anonymised concurrently. */
const CONCURRENCY = 10;
/** No further batch is begun then, so that the last one ends within the function's time. */
const MAX_SECONDS = 12;

/**
 * Anonymises all personal data of a learner; statuses stay. The marker that is written first keeps concurrent requests
 * from storing new data. Idempotent.
 * @throws DomainError `forbidden`; `retirement_unfinished` beyond the time of a request: the next one continues
 */
export async function eraseLearner(ports: ErasurePorts, caller: Caller, userId: number): Promise<void> {
  requireGlobalStaff(caller);
  const { erasure, clock, pause } = ports;
  const at = clock();
  const write = { at, by: { role: 'staff', userId: caller.userId } as const };
  const { markedAt, doneUpTo } = await erasure.mark(userId, at);
  await erasure.deleteAliases(userId);
  const until = laterBy(at, MAX_SECONDS);
  const seen = new Set<string>();
  const failures: unknown[] = [];
  const findRemaining = async () => {
    const locations = (await erasure.findPersonalData(userId)).map(location => ({
      location,
      key: JSON.stringify(location),
    }));
    return locations.filter(({ key }) => key > (doneUpTo ?? '') && !seen.has(key)).sort(byKey);
  };
  // The indexes may lack the writes just before the marker: the last search is one that finds these, and nothing new.
  let isIndexed = laterBy(markedAt, erasure.indexLagSeconds) <= at;
  for (let remaining = await findRemaining(); remaining.length > 0 || !isIndexed; remaining = await findRemaining()) {
    for (let from = 0; from < remaining.length; from += CONCURRENCY) {
      if (clock() > until) {
        throw await interrupt(erasure, userId, failures, async () => {
          const [next] = await findRemaining();
          return [...seen].filter(key => !next || key < next.key).reduce(later, doneUpTo);
        });
      }
      const batch = remaining.slice(from, from + CONCURRENCY);
      const outcomes = await Promise.allSettled(
        batch.map(({ location }) => erasure.anonymise(userId, location, write)),
      );
      failures.push(...outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : [])));
      for (const { key } of batch) seen.add(key);
    }
    if (!isIndexed) await pause(erasure.indexLagSeconds);
    isIndexed = true;
  }
  // Thrown last, so that a failure does not keep other locations from being anonymised.
  if (failures.length > 0) throw failures[0];
  if (doneUpTo !== null) await erasure.saveProgress(userId, null);
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1;
}

function later(a: string | null, b: string): string {
  return a !== null && a > b ? a : b;
}

/**
 * Stores the progress for the next request, unless an earlier location failed and has to be retried.
 * @param readProgress the key up to which all locations are done: one that the first search missed may come before others
 */
async function interrupt(
  erasure: ErasureStore,
  userId: number,
  failures: readonly unknown[],
  readProgress: () => Promise<string | null>,
): Promise<unknown> {
  if (failures.length > 0) return failures[0];
  await erasure.saveProgress(userId, await readProgress());
  return new DomainError(
    'retirement_unfinished',
    `Some data of learner ${userId} are still to be erased. Repeat the request to continue.`,
  );
}
