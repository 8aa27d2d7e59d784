import { chunksOf } from './chunksOf.ts';

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
  for (const batch of chunksOf(items, batchSize)) {
    const outcomes = await Promise.allSettled(batch.map(map));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
