import type { Item } from './item.ts';

/** Items, or that there is none, as they were read at most so many seconds ago. */
export interface ItemCache {
  get(key: string): { item: Item | undefined } | undefined;
  set(key: string, item: Item | undefined): void;
  delete(key: string): void;
}

/** Limit of the cache: a function deals with few exams at a time, and items above the limit are read again. */
const MAX_ITEMS = 1000;

/** @param milliseconds the time, from any beginning */
export function createTtlCache(maxAgeSeconds: number, milliseconds: () => number): ItemCache {
  const entries = new Map<string, { item: Item | undefined; expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && milliseconds() < entry.expiresAt ? { item: entry.item } : undefined;
    },
    set(key, item) {
      if (entries.size >= MAX_ITEMS) entries.clear();
      entries.set(key, { item, expiresAt: milliseconds() + maxAgeSeconds * 1000 });
    },
    delete: key => entries.delete(key),
  };
}
