const FIRST_MS = 100;
const MAX_MS = 10_000;

/** Doubles with each failure up to ten seconds, with jitter so that concurrent batches do not retry in step. */
export function backoffMs(attempt: number): number {
  const full = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS);
  return full * (0.5 + Math.random() / 2);
}
