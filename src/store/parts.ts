import { gunzipSync, gzipSync } from 'node:zlib';

/** A part and its attributes stay below DynamoDB's 400 KB for an item. */
const PART_BYTES = 380_000;

/** Bytes of any size as compressed parts that each fit an item. */
export function toParts(bytes: Uint8Array): Uint8Array[] {
  const compressed = gzipSync(bytes);
  const count = Math.ceil(compressed.length / PART_BYTES);
  return Array.from({ length: count }, (_, index) => compressed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
}

/** The bytes again, of all their parts in order. */
export function fromParts(parts: readonly Uint8Array[]): Uint8Array {
  return gunzipSync(Buffer.concat(parts));
}
