import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Clock, laterBy } from '../../domain/time.ts';
import type { RetirementStore } from '../ports/retirementStore.ts';

export interface RetiringPorts {
  retirement: RetirementStore;
  clock: Clock;
}

/** So many traces are looked at concurrently. */
const CONCURRENCY = 10;
/** Time after which no more is begun: work under way then still ends within the function's time. */
const MAX_SECONDS = 12;

/**
 * Blanks the personal data of one learner wherever it is, without touching a status. First of all a marker is written,
 * which every write of a learner's data respects: so nothing can come in behind. It can be repeated: then only data
 * that are left are written, and nothing once all is done.
 * @throws DomainError `forbidden`; `retirement_unfinished` where it takes longer than a request may: the next one goes on
 */
export async function eraseLearner(ports: RetiringPorts, caller: Caller, userId: number): Promise<void> {
  requireGlobalStaff(caller);
  const { retirement, clock } = ports;
  const at = clock();
  const write = { at, by: { role: 'staff', userId: caller.userId } as const };
  const { doneUpTo } = await retirement.mark(userId, at);
  await retirement.deleteAliases(userId);
  const until = laterBy(at, MAX_SECONDS);
  const seen = new Set<string>();
  const failures: unknown[] = [];
  const look = async () => {
    const found = (await retirement.findPersonalData(userId)).map(trace => ({ trace, place: JSON.stringify(trace) }));
    return found.filter(({ place }) => place > (doneUpTo ?? '') && !seen.has(place)).sort(byPlace);
  };
  // Once more, until nothing is new: the first look may have been a moment too early for the index.
  for (let open = await look(); open.length > 0; open = await look()) {
    for (let from = 0; from < open.length; from += CONCURRENCY) {
      if (clock() > until) throw await pause(retirement, userId, open[from - 1]?.place ?? doneUpTo, failures);
      const group = open.slice(from, from + CONCURRENCY);
      const outcomes = await Promise.allSettled(group.map(({ trace }) => retirement.anonymise(userId, trace, write)));
      failures.push(...outcomes.flatMap(one => (one.status === 'rejected' ? [one.reason] : [])));
      for (const { place } of group) seen.add(place);
    }
  }
  // One that fails holds up no other.
  if (failures.length > 0) throw failures[0];
  if (doneUpTo !== null) await retirement.saveProgress(userId, null);
}

function byPlace(one: { place: string }, other: { place: string }): number {
  return one.place < other.place ? -1 : 1;
}

/** Remembers where the next request goes on, unless there is something behind that has to be tried again. */
async function pause(
  retirement: RetirementStore,
  userId: number,
  upTo: string | null,
  failures: readonly unknown[],
): Promise<unknown> {
  if (failures.length > 0) return failures[0];
  await retirement.saveProgress(userId, upTo);
  return new DomainError(
    'retirement_unfinished',
    'There is more than fits one request. Repeat it: the next one goes on.',
  );
}
