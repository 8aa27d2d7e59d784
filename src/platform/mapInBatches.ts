/** Maps the items in batches, concurrently within a batch. Rejects with the first failure, once its batch has ended. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += concurrency) {
    const outcomes = await Promise.allSettled(items.slice(start, start + concurrency).map(run));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
