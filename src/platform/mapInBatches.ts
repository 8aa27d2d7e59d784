/**
 * Maps the items in batches, concurrently within a batch.
 * @throws the error of the first failed item, in order, once its batch has ended
 */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  batchSize: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += batchSize) {
    const outcomes = await Promise.allSettled(items.slice(start, start + batchSize).map(map));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
