/** Adds to one place of an array. */
export function plus(array: Float64Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}

/** Adds to every place of an array. */
export function plusAll(array: Float64Array, values: Float64Array): void {
  for (let at = 0; at < array.length; at++) plus(array, at, values[at] ?? 0);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function sumOf(values: Float64Array, places: readonly number[]): number {
  let total = 0;
  for (const place of places) total += values[place] ?? 0;
  return total;
}

/** Which part of what is asked for there is. */
export function partOf(available: number, asked: number): number {
  return asked <= available ? 1 : available / asked;
}
