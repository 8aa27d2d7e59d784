import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';

/** A part and its attributes stay below DynamoDB's 400 KB for an item. */
const PART_BYTES = 380_000;

/** Up to this size better compression is cheap, and often saves a write unit. */
const SMALL_BYTES = 65_536;

/** Compresses bytes into parts that each fit an item. */
export function toParts(bytes: Uint8Array): Uint8Array[] {
  const compressed = compress(bytes);
  const count = Math.ceil(compressed.length / PART_BYTES);
  return Array.from({ length: count }, (_, index) => compressed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
}

/** Brotli takes a seventh of the time of gzip for photos, which hardly shrink. */
function compress(bytes: Uint8Array): Uint8Array {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: bytes.length > SMALL_BYTES ? 3 : 5,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

/** @param parts all of them, in order */
export function fromParts(parts: readonly Uint8Array[]): Uint8Array {
  const compressed = Buffer.concat(parts);
  // Older parts are gzip, which begins with these two bytes; Brotli with a window as large as ours cannot.
  const isGzip = compressed[0] === 0x1f && compressed[1] === 0x8b;
  return isGzip ? gunzipSync(compressed) : brotliDecompressSync(compressed);
}
