/** More than a function is asked for in the time that something is kept. */
const MOST_KEPT = 1000;

/**
 * What a read found is found again for so long without reading: by this function as it runs, not by others. What does not
 * exist is asked for every time.
 * @param milliseconds that an answer may be old
 * @param now in milliseconds, from any beginning
 */
export function keptInMemory<Key, Value>(
  read: (key: Key) => Promise<Value | undefined>,
  milliseconds: number,
  now: () => number = () => performance.now(),
): (key: Key) => Promise<Value | undefined> {
  const kept = new Map<Key, { value: Value; readAt: number }>();
  return async key => {
    const known = kept.get(key);
    const readAt = now();
    if (known && readAt - known.readAt < milliseconds) return known.value;
    const value = await read(key);
    if (kept.size >= MOST_KEPT) kept.clear();
    if (value === undefined) kept.delete(key);
    else kept.set(key, { value, readAt });
    return value;
  };
}
