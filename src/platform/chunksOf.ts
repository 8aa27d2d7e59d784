/** The values in their order, in chunks of this size; the last one may be smaller. */
export function* chunksOf<Value>(values: readonly Value[], size: number): Generator<Value[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
