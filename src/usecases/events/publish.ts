import type { LoggedEvent } from '../ports/eventLog.ts';

/** Publishes logged events. @returns the errors of those that are not published completely */
export type Publish = <Logged extends LoggedEvent>(logged: readonly Logged[]) => Promise<Map<Logged, unknown>>;

/** The latest published events that a process remembers: those of many batches. */
const MAX_REMEMBERED = 10_000;

/**
 * Publishes each event once per process, also if its record is delivered again with one that fails.
 * @param send returns the ids of the events that were not accepted; if it throws, none was
 * @param toError the error of an event that was not accepted
 */
export function publishOnce(
  send: (events: readonly LoggedEvent[]) => Promise<ReadonlySet<string>>,
  toError: () => Error,
): Publish {
  /** Oldest first. */
  const publishedIds = new Set<string>();
  const addPublished = (ids: readonly string[]) => {
    for (const id of ids) publishedIds.add(id);
    for (const id of publishedIds) {
      if (publishedIds.size <= MAX_REMEMBERED) return;
      publishedIds.delete(id);
    }
  };
  return async <Logged extends LoggedEvent>(logged: readonly Logged[]): Promise<Map<Logged, unknown>> => {
    const events = logged.filter(({ event }) => !publishedIds.has(event.id));
    if (events.length === 0) return new Map();
    try {
      const rejected = await send(events);
      addPublished(events.map(({ event }) => event.id).filter(id => !rejected.has(id)));
      return new Map(events.filter(({ event }) => rejected.has(event.id)).map(failed => [failed, toError()]));
    } catch (error) {
      return new Map(events.map(failed => [failed, error]));
    }
  };
}

/** Publishes by all of them at the same time: none waits for another, or fails with it. */
export function publishByAll(publishers: readonly Publish[]): Publish {
  return async logged => {
    const failures = await Promise.all(publishers.map(publish => publish(logged)));
    return new Map(failures.flatMap(failed => [...failed]));
  };
}
