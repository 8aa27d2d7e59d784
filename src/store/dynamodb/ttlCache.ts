import type { Item } from './item.ts';

/** Items, or that there is none, as they were read at most so many seconds ago. */
export interface RememberedItems {
  recall(key: string): { item: Item | undefined } | undefined;
  keep(key: string, item: Item | undefined): void;
  forget(key: string): void;
}

/** Limit of the cache: a function deals with few exams at a time, and items above the limit are read again. */
const MAX_ITEMS = 1000;

/** @param milliseconds the time, from any beginning */
export function createTtlCache(maxAgeSeconds: number, milliseconds: () => number): RememberedItems {
  const kept = new Map<string, { item: Item | undefined; until: number }>();
  return {
    recall(key) {
      const known = kept.get(key);
      return known && milliseconds() < known.until ? { item: known.item } : undefined;
    },
    keep(key, item) {
      if (kept.size >= MAX_ITEMS) kept.clear();
      kept.set(key, { item, until: milliseconds() + maxAgeSeconds * 1000 });
    },
    forget: key => kept.delete(key),
  };
}
