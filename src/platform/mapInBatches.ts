/** Does it for all, at most so many side by side. Fails with the first failure, once those begun have ended. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    const group = await Promise.allSettled(items.slice(at, at + atOnce).map(run));
    for (const outcome of group) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
