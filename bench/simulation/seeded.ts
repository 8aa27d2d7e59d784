/** The same numbers from 0 to 1 for the same seed, every time (xorshift, 32 bits). */
export function seeded(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm++) next();
  return next;
}

/** Where keys come to lie whose hash puts them anywhere among so many partitions. */
export function hashedOver(partitions: number, random: () => number): () => number {
  return () => Math.floor(random() * partitions);
}
