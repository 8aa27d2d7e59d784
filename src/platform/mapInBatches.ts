/** Runs the items in concurrent batches. Fails with the first failure, once its batch has ended. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += concurrency) {
    const group = await Promise.allSettled(items.slice(at, at + concurrency).map(run));
    for (const outcome of group) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
